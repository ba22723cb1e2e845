"""The demonstration's account knows every address the carrier may call."""

from sqlalchemy import select
from werkzeug.routing import Rule

from config import app
from config.demo.tally import key_of
from config.demo.telephones import Entry
from hotline.inbox import Inbox
from tests.house import PUBLIC, SETTINGS, House
from tests.webhooks import carrier

ID = "7a0c1f5e-0000-4000-8000-000000000001"
SOME = {"step": "menu"}  # of everything else, its id
FORM = {
    **carrier.call(1),
    **carrier.text(2, "Cháu chào cô"),
    "MessageStatus": "sent",
    "SequenceNumber": "4",
    "RecordingSid": carrier.sid("RE", 1),
    "RecordingStatus": "completed",
    "ConferenceSid": carrier.sid("CF", 1),
    "StatusCallbackEvent": "participant-mute",
}
KEEP_NOTHING = {"ringing", "taken", "call_wait", "call_hold"}


def rules() -> list[Rule]:
    return [
        rule
        for rule in app.doors(SETTINGS).url_map.iter_rules()
        if rule.endpoint.startswith("webhooks.")
    ]


def address(rule: Rule) -> str:
    made = rule.rule
    for name in rule.arguments:
        made = made.replace(f"<int:{name}>", "3").replace(f"<{name}>", SOME.get(name, ID))
    return made


def test_every_address_keeps_its_event_under_the_name_the_account_looks_for(house: House) -> None:
    for rule in rules():
        path = address(rule)
        assert carrier.post(house, path, FORM).status_code == 200, path
        sent = Entry(
            id=1,
            at=house.network.clock.now(),
            kind="webhook.sent",
            url=PUBLIC + path,
            params=FORM,
        )
        with house.work() as work:
            kept = set(work.session.scalars(select(Inbox.dedup_key)))
        key = key_of(sent)
        assert (key is None) == (rule.endpoint.removeprefix("webhooks.") in KEEP_NOTHING), path
        assert key is None or key in kept, path
