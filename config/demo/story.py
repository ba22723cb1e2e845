"""The story of one night, played against the running demonstration."""

import secrets
import threading
import uuid
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import TypeVar

import requests

from config.demo import seen
from config.demo.habits import Habits
from config.demo.tally import Tally, tally
from config.demo.telephones import Telephones
from config.demo.watch import LateError, Watch
from config.demo_clock import DemoClock
from config.house import House
from hotline.staff import Staff
from hotline.store.work import Work
from hotline.tickets import Outcome, Ticket
from hotline.vocabulary import DeadlineKind
from referral import casework

T = TypeVar("T")
Say = Callable[[str], None]

CRY = "Nhà bên cạnh có đứa trẻ đang khóc, cháu bị nhốt ngoài sân từ tối"
TEXT = "Em bị nhốt trong nhà, không ra được. Em ở xã Kỳ Anh"
NOTE = "Đã gọi công an xã, họ đang đến · Commune police called, they are on their way"
END = "Các cháu an toàn, đang ở với bà · The children are safe, with their grandmother"
SPEECH = timedelta(seconds=4)
RING_OUT = timedelta(seconds=45)  # the longest a telephone rings, and a little more
ACCOUNTS = 5
RUNGS = 4  # of a ladder, until everybody has been sent a text
LATE = "Không thấy kịp · Not seen in time: {}"


def play(mine: House, say: Say, reading_time: float = 2.5) -> int:
    """Every step in order, each seen to happen; 1 when one did not, or something was lost.

    `reading_time` is in real seconds, after each line.
    """
    if not isinstance(mine.clock, DemoClock):
        raise TypeError("only a demonstration's clock may be pushed")
    telephones = Telephones(mine.settings.twilio_api_base, mine.settings.hotline_number)

    def slowly(line: str) -> None:
        say(line)
        threading.Event().wait(reading_time)

    try:
        found = Night(mine, mine.clock, telephones, slowly).play()
    except LateError as error:
        say(LATE.format(error))
        return 1
    except requests.RequestException:
        say(LATE.format("the simulator; ./run starts it"))
        return 1
    say(str(found))
    return 0 if found.clean else 1


class Night:
    """A neighbour calls, a child texts, two schools stay silent, supervisors are woken twice."""

    def __init__(self, house: House, clock: DemoClock, telephones: Telephones, say: Say) -> None:
        self._desk, self._clock = f"{house.settings.public_url}/", clock
        self._telephones, self._say = telephones, say
        self._watch, self._spool = Watch(house, clock, telephones), house.spool
        self._ids: list[uuid.UUID] = []
        self._numbers: list[int] = []

    def play(self) -> Tally:
        """Raises LateError when a step did not happen in time."""
        self._watch.set_clocks()
        habits = self._until("the database", lambda work, _: Habits(work, self._telephones))
        since, before = self._clock.now(), len(self._telephones.ledger())
        habits.begin()
        try:
            self._somebody_reaches_us()
            self._three_agencies_are_told()
            self._the_schools_stay_silent()
            habits.supervisors_sleep()
            self._nothing_follows()
            self._a_text_is_answered()
            self._it_ends_well()
        finally:
            habits.end()
        return self._account(since, before)

    def _account(self, since: datetime, before: int) -> Tally:
        """Taken when telephones have rung out, and again while something is still on its way.

        What was answered without the database becomes work when the metronome has a moment, which
        is real time that no clock of ours pushes.
        """
        for _ in range(ACCOUNTS):
            self._watch.pass_time(RING_OUT)
            self._until(
                "what was kept becoming work", lambda work, _: seen.all_taken_in(work, self._spool)
            )
            found = self._until(
                "an account", lambda work, _: tally(work, self._telephones.ledger(before), since)
            )
            if found.clean:
                break
        return found

    def _somebody_reaches_us(self) -> None:
        self._say(f"Bàn trực · The desk: {self._desk}")
        self._say(
            "Một người hàng xóm gọi đến, bấm 9, rồi để lại lời nhắn (phím 2) · "
            "A neighbour calls, presses 9, and leaves a message (key 2)"
        )
        ticket = self._ticket(self._call())
        self._say(f"Phiếu {ticket}: nguy cấp · Ticket {ticket}: critical   {self._page(ticket)}")
        self._say("Một em nhắn tin từ xã Kỳ Anh · A child texts from Kỳ Anh")
        ticket = self._ticket(self._telephones.text(_somebody(), TEXT))
        self._say(f"Phiếu {ticket}: nguy cấp · Ticket {ticket}: critical   {self._page(ticket)}")

    def _call(self) -> str:
        telephones = self._telephones
        call = telephones.dial(_somebody())
        self._until("the greeting", lambda _, __: telephones.heard(call, "phím 9"))
        telephones.press(call, "9")
        self._until("the line", lambda _, __: telephones.heard(call, "gọi người đến với cháu"))
        telephones.press(call, "2")
        self._until("a beep to speak after", lambda _, __: telephones.call(call).recordings)
        telephones.say(call, CRY)
        self._watch.pass_time(SPEECH)
        telephones.hang_up(call)
        return call

    def _ticket(self, sid: str) -> int:
        ticket = self._until("a critical ticket", lambda work, _: seen.critical(work, sid))
        self._ids.append(ticket.id)
        self._numbers.append(ticket.number)
        return ticket.number

    def _three_agencies_are_told(self) -> None:
        self._until("police and social workers answering", seen.told)
        self._say(
            "Công an và cán bộ bảo vệ trẻ em đã nhận (phím 1), nhà trường đã được báo · "
            "Police and social workers have it (key 1), the schools have been told"
        )
        self._until("a supervisor taking the tickets", seen.taken)
        self._owner_does(lambda work, ticket, who: casework.note(work, ticket, who, NOTE))
        self._say(
            "Người trực được báo ngay, bấm 4 nhận việc và ghi việc đã làm · "
            "Whoever is on duty was woken at once, took them (key 4) and noted what was done"
        )

    def _the_schools_stay_silent(self) -> None:
        self._say(
            "Mười lăm phút trôi qua, nhà trường im lặng · "
            f"Fifteen minutes pass, the schools stay silent   {self._desk}wallboard"
        )
        self._pass_until(DeadlineKind.AGENCY_ACK)
        self._until("a supervisor taking what the schools let lie", seen.taken)
        self._say(
            "Quá hạn: người trực lại được báo bằng tin nhắn và cuộc gọi, bấm 4 · "
            "Overdue: the supervisor is texted and called again, and presses 4"
        )

    def _nothing_follows(self) -> None:
        self._say("Đã nhận, nhưng mười phút không ai làm gì · Taken, but ten minutes pass in vain")
        self._pass_until(DeadlineKind.PROGRESS)
        self._until("the tickets being free again", seen.climbing)
        self._say(
            "Hết hạn tiến triển: phiếu lại chưa có ai, gọi lên bậc cao hơn · "
            "No progress: the tickets are nobody's again, the next rung is called"
        )

    def _a_text_is_answered(self) -> None:
        since = self._clock.now()
        for _ in range(RUNGS):
            self._pass_until(DeadlineKind.LADDER)
            self._until("the next rung", seen.climbing)
            pages = self._until("the pages", lambda work, ids: [seen.pages(work, ids, since)])[0]
            if pages:
                break
        for page in pages:
            self._telephones.text(page.phone, page.code)
        self._until("the codes being taken", seen.taken)
        self._say(
            "Không ai nghe máy; một người trả lời tin nhắn bằng mã và nhận việc · "
            "Nobody picks up; somebody answers the text with its code and has them now"
        )

    def _it_ends_well(self) -> None:
        self._owner_does(_close)
        closed = ", ".join(map(str, self._numbers))
        self._say(f"Các cháu an toàn, đóng phiếu {closed} · The children are safe, {closed} closed")

    def _until(self, what: str, look: Callable[[Work, seen.Ids], T | None]) -> T:
        """What is seen of the story's tickets."""
        return self._watch.until(what, lambda work: look(work, self._ids))

    def _pass_until(self, kind: DeadlineKind) -> None:
        """Let time pass until the last armed promise of this kind is due."""
        due = self._until(f"a promise: {kind}", lambda work, ids: seen.armed(work, ids, kind))
        self._watch.pass_time(max(due) - self._clock.now())

    def _owner_does(self, act: Callable[[Work, Ticket, Staff], None]) -> None:
        for ticket_id in self._ids:

            def done(work: Work, ticket_id: uuid.UUID = ticket_id) -> bool:
                act(work, work.session.get_one(Ticket, ticket_id), seen.owner(work, ticket_id))
                return True

            self._watch.until("a supervisor's note", done)

    def _page(self, number: int) -> str:
        return f"{self._desk}tickets/{number}"


def _somebody() -> str:
    """A number nobody had in an earlier night: the same would add to that night's ticket."""
    return f"+8491{secrets.randbelow(10**7):07}"


def _close(work: Work, ticket: Ticket, person: Staff) -> None:
    casework.note(work, ticket, person, END)
    casework.close(work, ticket, person, Outcome.HANDED_OVER)
