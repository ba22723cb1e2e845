"""The append-only trail: who did or saw what, written in the same transaction as the act."""

import json
import uuid
from collections.abc import Mapping, Sequence
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple

from sqlalchemy import BigInteger, Identity, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from hotline import canary
from hotline.store.one_trip import copy_all
from hotline.store.sealing import Sealed, sealed_values
from hotline.store.work import Base, Work, table_of
from hotline.text import as_json

SYSTEM = "system"
CALLER = "caller"


class Act(StrEnum):
    CONTACT_RECEIVED = "contact_received"
    CONTACT_ENDED = "contact_ended"
    WAIT_ENDED = "wait_ended"  # of a caller, for a person
    CALL_ANSWERED = "call_answered"
    CALL_LOST = "call_lost"  # nobody was left with the caller, who waits again
    CALL_ENDED = "call_ended"  # by whoever talked with the caller
    CALLED_IN = "called_in"  # a third party, into a call
    HANDED_ON = "handed_on"  # a call, to whoever is free next
    HANDING_OVER = "handing_over"  # a call, to a colleague
    PANIC = "panic"  # whoever talks needs a supervisor now
    LISTENING = "listening"
    WHISPERING = "whispering"
    STEPPED_IN = "stepped_in"
    CALLER_TOLD = "caller_told"  # to whoever is on duty: waits long, or calls silently
    KEYS_SAID = "keys_said"  # by somebody who cannot speak
    PRESENCE_SET = "presence_set"
    AUTO_REPLIED = "auto_replied"
    NOT_REPLIED = "not_replied"  # automatically, for it could have hurt
    SAFE_CONTACT_SET = "safe_contact_set"
    CALLER_FORBADE = "caller_forbade"  # in their own words, to be reached so
    TICKET_OPENED = "ticket_opened"
    TICKET_RAISED = "ticket_raised"
    SEVERITY_RAISED = "severity_raised"
    SEVERITY_LOWERED = "severity_lowered"
    SEVERITY_KEPT = "severity_kept"
    LOWERING_ASKED = "lowering_asked"
    TICKET_TAKEN = "ticket_taken"
    TICKET_TAKEN_OVER = "ticket_taken_over"
    TICKET_RELEASED = "ticket_released"
    TICKET_CLOSED = "ticket_closed"
    LEVEL_SET = "level_set"
    LEVEL_UNDONE = "level_undone"
    LINKED = "linked"  # with another ticket, before two could be merged
    SOFT_BLOCK_SET = "soft_block_set"
    SOFT_BLOCK_LIFTED = "soft_block_lifted"
    TICKET_REOPENED = "ticket_reopened"
    MERGED = "merged"  # another ticket into this one
    MERGED_AWAY = "merged_away"  # this one into another
    MERGE_UNDONE = "merge_undone"
    BROUGHT_BACK = "brought_back"
    SPLIT = "split"
    SPLIT_FROM = "split_from"
    SPLIT_UNDONE = "split_undone"
    UNLIKE = "unlike"  # somebody saw that two tickets are two children
    PLACE_SET = "place_set"
    OPINION_MARKED = "opinion_marked"
    OPINION_UNMARKED = "opinion_unmarked"
    OPINION_ANSWERED = "opinion_answered"
    OPINION_TOLD = "opinion_told"  # by voice
    PICTURE_KEPT = "picture_kept"
    PICTURE_NOT_KEPT = "picture_not_kept"
    PICTURE_OPENED = "picture_opened"  # blurred
    PICTURE_SEEN = "picture_seen"
    PICTURE_JUDGED = "picture_judged"
    PICTURE_TOLD = "picture_told"
    PICTURE_HANDED_OVER = "picture_handed_over"
    PICTURE_ERASED = "picture_erased"
    HAPPENED_SET = "happened_set"
    CATEGORIES_SET = "categories_set"
    PERSON_ADDED = "person_added"
    PERSON_CHANGED = "person_changed"
    PERSON_TAKEN_OFF = "person_taken_off"
    PEOPLE_SEEN = "people_seen"
    INFORMANT_KEPT = "informant_kept"
    INFORMANT_SEEN = "informant_seen"
    UNITS_LOADED = "units_loaded"
    NOTE = "note"
    ANSWERS_KEPT = "answers_kept"
    REPLY = "reply"
    FEEDBACK = "feedback"
    RELAYED = "relayed"  # from the national line
    RELAY_ANSWERED = "relay_answered"  # to the national line, by a letter
    REFERENCE_KEPT = "reference_kept"
    REFERRAL_OPENED = "referral_opened"
    REFERRAL_MOVED = "referral_moved"
    REFERRAL_WITHDRAWN = "referral_withdrawn"
    AGENCY_SAID = "agency_said"
    RESULT_GIVEN = "result_given"
    LETTER_ADDED = "letter_added"
    LETTER_FILED = "letter_filed"
    LETTER_READ = "letter_read"
    CALL_BACK_BEGUN = "call_back_begun"
    CALL_BACK_TALKING = "call_back_talking"
    CALL_BACK_ENDED = "call_back_ended"
    RECORDING_HEARD = "recording_heard"
    RECORDING_PAUSED = "recording_paused"
    RECORDING_RESUMED = "recording_resumed"
    RECORDING_CONSENT = "recording_consent"  # what the caller said to being recorded
    RECORDING_LOST = "recording_lost"
    RECORDING_ERASED = "recording_erased"
    AGENCY_WANTS_A_CALL = "agency_wants_a_call"
    ANSWERED_LATE = "answered_late"
    DISCLOSED = "disclosed"
    WIDENING_ASKED = "widening_asked"
    NO_AGENCY = "no_agency"
    AGENCY_CHANGED = "agency_changed"
    AGENCY_TRIED = "agency_tried"
    DEADLINE_MISSED = "deadline_missed"
    RUNG_DUE = "rung_due"
    PAGED = "paged"
    RUNG_EMPTY = "rung_empty"
    NOBODY_TO_PAGE = "nobody_to_page"
    SAID_AGAIN = "said_again"
    PAGE_ACKNOWLEDGED = "page_acknowledged"
    PAGE_PASSED = "page_passed"
    SENT = "sent"
    NOT_SENT = "not_sent"
    PERHAPS_TWICE = "perhaps_twice"
    PROVIDER_DOWN = "provider_down"
    PROVIDER_BACK = "provider_back"
    REVEALED = "revealed"
    LOGGED_IN = "logged_in"
    LOGGED_OUT = "logged_out"
    EVENT_FAILED = "event_failed"
    STRAY_FOUND = "stray_found"
    RANG_AND_TALKED = "rang_and_talked"  # on the telephones on duty, the database being away
    RANG_IN_VAIN = "rang_in_vain"
    RECOVERED = "recovered"
    FACT_WRITTEN = "fact_written"
    SHIFT_ADDED = "shift_added"
    SHIFT_GIVEN = "shift_given"
    SHIFT_TAKEN_OFF = "shift_taken_off"
    HANDOVER_GIVEN = "handover_given"
    HANDOVER_TAKEN = "handover_taken"
    HANDOVER_UNSIGNED = "handover_unsigned"
    NUMBER_CHANGED = "number_changed"
    NUMBER_SET = "number_set"
    NUMBER_CODE_SENT = "number_code_sent"
    NUMBER_VERIFIED = "number_verified"
    TEST_CALL_ASKED = "test_call_asked"
    TEST_CALL_HEARD = "test_call_heard"
    TEST_CALL_FAILED = "test_call_failed"
    CALENDAR_SET = "calendar_set"
    CALENDAR_UNSET = "calendar_unset"
    EXPORTED = "exported"
    SEARCHED = "searched"
    PAPER_BEGUN = "paper_begun"
    PAPER_FINISHED = "paper_finished"
    PAPER_DISCARDED = "paper_discarded"
    PAPER_PRINTED = "paper_printed"


class JournalEntry(Base):
    """`ticket_id` is no foreign key: the trail outlives what it speaks of.

    Every act writes here, so its rows are known by their number and `id` has no index.
    """

    __tablename__ = "journal"
    __table_args__ = (
        Index("ix_journal_searched", "actor", "at", postgresql_where=text("act = 'searched'")),
    )

    id: Mapped[uuid.UUID] = mapped_column(default=uuid.uuid4, sort_order=-1)
    seq: Mapped[int] = mapped_column(BigInteger, Identity(always=True), primary_key=True)
    at: Mapped[datetime]
    act: Mapped[Act]
    actor: Mapped[str]
    ticket_id: Mapped[uuid.UUID | None] = mapped_column(index=True)
    detail = Sealed()

    @property
    def facts(self) -> dict[str, str]:
        return json.loads(self.detail) if self.detail else {}


def write(
    work: Work,
    act: Act,
    *,
    by: str = SYSTEM,
    ticket_id: uuid.UUID | None = None,
    facts: Mapping[str, str] | None = None,
) -> None:
    """`facts` are sealed; `by` is `system`, `caller`, `staff:<id>` or `agency:<id>`.

    What becomes of a canary is nobody's act, and stands in a row of its own.
    """
    if canary.is_canary(ticket_id):
        return
    work.write(JournalEntry, _values(work, Entry(act, ticket_id, facts, by)))


class Entry(NamedTuple):
    """One line of the trail, for writing many at once."""

    act: Act
    ticket_id: uuid.UUID | None
    facts: Mapping[str, str] | None
    by: str = SYSTEM


def write_all(work: Work, entries: Sequence[Entry]) -> None:
    if entries:
        work.session.flush()
        rows = [_values(work, entry) for entry in entries]
        copy_all(work.connection, table_of(JournalEntry), rows)


def _values(work: Work, entry: Entry) -> dict[str, object]:
    row = uuid.uuid4()
    texts = {"detail": _text(entry.facts)}
    return {
        "id": row,
        "at": work.now,
        "act": entry.act,
        "actor": entry.by,
        "ticket_id": entry.ticket_id,
        **sealed_values(JournalEntry.__tablename__, row, texts, work.keyring),
    }


def _text(facts: Mapping[str, str] | None) -> str | None:
    return as_json(dict(facts)) if facts else None


def staff(staff_id: uuid.UUID) -> str:
    return f"staff:{staff_id}"


def agency(agency_id: uuid.UUID) -> str:
    return f"agency:{agency_id}"
