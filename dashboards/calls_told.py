"""How a call went, as its ticket tells it: the wait, the talk, who hung up, what was answered."""

import uuid
from collections.abc import Iterator, Mapping

from dashboards.wording import gettext, later
from hotline.contacts import Contact, Outcome
from hotline.store import journal

FELT_HEARD = {True: later("felt listened to"), False: later("did not feel listened to")}
FEELS_SAFER = {True: later("feels safer"), False: later("does not feel safer yet")}

Names = Mapping[uuid.UUID, str]


def parts(contact: Contact, names: Names) -> Iterator[str]:
    """Whoever gave up before anybody answered is told by the outcome already."""
    if contact.wait_seconds:
        yield gettext("waited %(seconds)s s", seconds=contact.wait_seconds)
    if contact.talk_seconds:
        yield gettext("%(seconds)s s on the line", seconds=contact.talk_seconds)
    if contact.hold_seconds:
        yield gettext("of these %(seconds)s s on hold", seconds=contact.hold_seconds)
    if contact.outcome is Outcome.ANSWERED and contact.hung_up_by:
        yield gettext("%(who)s hung up", who=_who(contact.hung_up_by, names))
    if contact.felt_heard is not None:
        yield gettext(FELT_HEARD[contact.felt_heard])
    if contact.feels_safer is not None:
        yield gettext(FEELS_SAFER[contact.feels_safer])


def _who(actor: str, names: Names) -> str:
    if actor == journal.CALLER:
        return gettext("the caller")
    return names.get(uuid.UUID(actor.partition(":")[2]), "—")
