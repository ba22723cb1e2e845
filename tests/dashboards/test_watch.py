"""What is new for the open pages: nobody's bar changes unless they are told, and told alone."""

import re
from dataclasses import dataclass, field

import pytest

from dashboards.watch import Watch
from hotline.calls.presence import State
from hotline.recordings import taping
from tests.calls.office import CHILD, HOA, OTHER, SECOND, Office
from tests.dashboards.visitor import Visitor, logged_in
from tests.house import House
from tests.stories.test_a_call_back import allow, hangs_up, press

POLICE = "+842393855001"
LOGINS = ("lan", "minh", "hoa")
# Asked for as it opens, not told: who else could be called in.
LISTS = re.compile(r'<form class="choices".*?</form>', re.DOTALL)
CLOCKS = re.compile(r"<time.*?</time>|name=\"(?:key|csrf_token)\" value=\"[^\"]*\"", re.DOTALL)


@dataclass
class Pages:
    """The consoles of three people, and a look at what they would be told."""

    office: Office
    visitors: dict[str, Visitor]
    watch: Watch
    words: dict[str, str] = field(default_factory=dict)
    bars: dict[str, str] = field(default_factory=dict)

    def told(self) -> set[str]:
        """Who is told that something of their own is new, since the last time this was asked."""
        _, own, _ = self.watch()
        words = {login: own.get(str(self.office.house.person(login).id), "") for login in LOGINS}
        told = {login for login in LOGINS if words[login] != self.words.get(login, "")}
        self.words = words
        return told

    def changed(self) -> set[str]:
        """Whose bar is drawn otherwise than the last time."""
        bars = {login: _drawn(one.get("/phone/bar").text) for login, one in self.visitors.items()}
        changed = {login for login in LOGINS if bars[login] != self.bars.get(login)}
        self.bars = bars
        return changed

    def nothing_was_missed(self) -> bool:
        """Whoever's bar changed was told; whether any did."""
        changed = self.changed()
        assert changed <= self.told()
        return bool(changed)

    def pass_by(self, seconds: int) -> int:
        """How often something changed meanwhile."""
        moments = 0
        for _ in range(seconds):
            self.office.wait(1)
            moments += self.nothing_was_missed()
        return moments

    def post(self, login: str, path: str, **fields: str) -> None:
        assert self.visitors[login].post(path, **fields).status_code == 200


def _drawn(page: str) -> str:
    return CLOCKS.sub("", LISTS.sub("", page))


@pytest.fixture
def pages(house: House) -> Pages:
    office = Office(house)
    visitors = {login: logged_in(house, login) for login in LOGINS}
    pages = Pages(office, visitors, Watch(house.parts.workplace))
    pages.told()
    pages.changed()
    return pages


def test_of_all_that_happens_in_a_call_nobody_misses_what_their_bar_shows(pages: Pages) -> None:
    office = pages.office
    office.house.network.behave(POLICE, answer="accept", after=2)
    office.ready("lan")
    child = office.calls("1")
    assert pages.pass_by(6) > 1
    office.house.text(CHILD, "Bố đang cầm dao, cứu con với")
    pages.pass_by(1)
    with office.house.work() as work:
        taping.begin(work, office.house.first_ticket().id, child)
    assert pages.nothing_was_missed()
    for deed, told in (
        ("pause-tape", {}),
        ("hold", {}),
        ("call-in", {"number": "0239 3855 001"}),
        ("resume", {}),
    ):
        pages.post("lan", f"/phone/do/{deed}", **told)
        assert pages.nothing_was_missed() + pages.pass_by(3) > 0
    office.ready("hoa", after=1)
    pages.post("hoa", "/phone/do/listen", room=str(office.rooms()[0].id))
    assert pages.pass_by(4) > 1
    for deed in ("whisper", "step-in", "leave"):
        pages.post("hoa", f"/phone/do/{deed}")
        assert pages.pass_by(2) > 0


def test_whoever_a_call_is_handed_to_and_logged_off_after_it_is_told(pages: Pages) -> None:
    office = pages.office
    office.ready("lan")
    office.calls("1")
    office.wait(6)
    office.ready("minh", after=1)
    minh = str(office.house.person("minh").id)
    pages.post("lan", "/phone/do/hand-over", person=minh)
    assert pages.pass_by(3) > 1
    pages.post("lan", "/phone/do/leave")
    assert pages.pass_by(3) > 0
    pages.post("minh", "/phone/end")
    assert pages.pass_by(5) > 0
    office.wait(40)
    pages.nothing_was_missed()
    pages.post("hoa", f"/phone/off/{minh}")
    assert pages.nothing_was_missed()


def test_whoever_calls_a_child_back_is_told_of_each_step(pages: Pages) -> None:
    house = pages.office.house
    hangs_up(house)
    allow(house)
    house.network.behave(HOA, answer="accept", after=3, press=[(9, "1")])
    house.network.behave(CHILD, answer="accept", after=4, press=[(14, "1")])
    pages.nothing_was_missed()

    press(house)

    steps = 0
    for _ in range(20):
        house.forward(2 * SECOND)
        steps += pages.nothing_was_missed()
    assert steps >= 3


def test_what_happens_to_others_is_told_to_nobody_who_talks(pages: Pages) -> None:
    office = pages.office
    office.ready("lan")
    office.calls("1")
    office.wait(6)
    pages.told()

    office.house.text(OTHER, "Cho em hỏi số của hội đồng trẻ em")
    office.wait(1)
    office.becomes("minh", State.ON_BREAK)

    assert pages.told() == {"minh"}


def test_the_newest_entry_is_told_whoever_wrote_it(pages: Pages) -> None:
    before, _, _ = pages.watch()
    pages.office.house.text(OTHER, "Cho em hỏi số của hội đồng trẻ em")

    after, _, _ = pages.watch()

    assert after > before


def test_who_waits_for_nothing_has_no_word(pages: Pages) -> None:
    assert pages.words == dict.fromkeys(LOGINS, "")
