"""One line in the log for each contact; whose it was stands there as a keyed tag."""

import structlog

from hotline.intake import Received
from hotline.store.work import Work

TAG = 6  # bytes: enough to follow one caller through a night, useless without the key

log = structlog.get_logger()


def contact(work: Work, received: Received) -> None:
    """The ticket by its id: the database gives its number only when asked once more."""
    number = received.number
    log.info(
        "contact_received",
        channel=received.contact.channel,
        carrier_sid=received.contact.carrier_sid,
        ticket_id=str(received.ticket.id),
        severity=received.ticket.severity,
        caller=work.keyring.blind(number, "log")[:TAG].hex() if number else None,
    )
