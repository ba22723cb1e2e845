"""How the people of the story treat their telephones."""

from sqlalchemy import select

from config.demo.telephones import Telephones
from hotline.store.work import Work
from hotline.vocabulary import AgencyKind
from referral.directory.agencies import Agency
from referral.staffing import duty

SILENT = AgencyKind.SCHOOL


class Habits:
    """Of everybody we may call: the agencies, of which the schools stay silent, and supervisors."""

    def __init__(self, work: Work, telephones: Telephones) -> None:
        self._telephones = telephones
        known = work.session.scalars(select(Agency)).all()
        self._agencies = {agency.phone or "": agency.kind for agency in known}
        self._supervisors = [
            person.phone or "" for person in duty.now_reachable(work).people.values()
        ]

    def begin(self) -> None:
        """Agencies say they have it; a supervisor who is called takes the ticket."""
        for number, kind in self._agencies.items():
            if kind is SILENT:
                self._telephones.behave(number, answer="no_answer")
            else:
                self._answers(number, "1")
        for number in self._supervisors:
            self._answers(number, "4")

    def supervisors_sleep(self) -> None:
        """No call wakes them; a text will be read."""
        for number in self._supervisors:
            self._telephones.behave(number, answer="no_answer")

    def end(self) -> None:
        """The telephones wait for the hands of whoever tries the demonstration."""
        for number in (*self._agencies, *self._supervisors):
            self._telephones.behave(number)

    def _answers(self, number: str, key: str) -> None:
        self._telephones.behave(number, answer="accept", after=3, press=[[8, key]])
