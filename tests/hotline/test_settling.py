"""What is written down of a try when hardly anything is left of what it was about."""

from sqlalchemy import delete

from hotline.sending import breakers, outbox, settling
from hotline.sending.outbox import Outcome, Outgoing, SendAttempt
from hotline.sending.parcels import parcel
from hotline.sending.settling import Result
from hotline.telephony.carrier import Provider
from hotline.vocabulary import Channel
from tests.hotline import outgoing
from tests.house import House


def test_a_message_that_is_gone_when_its_try_ends_still_says_how_its_provider_does(
    house: House,
) -> None:
    outgoing.put(house, "given up meanwhile, as a canary is")
    with house.work() as work:
        [in_hand] = [parcel(row) for row in outbox.claim(work, "a sender")]
    with house.work() as work:
        work.session.execute(delete(SendAttempt))
        work.session.execute(delete(Outgoing))

    with house.work() as work:
        failed = Result(Outcome.AMBIGUOUS, blame=Provider.A, why="status 503")
        settling.settle(work, in_hand, failed)

    with house.work() as work:
        assert breakers.read(work, Channel.SMS)[Provider.A].failures == 1
