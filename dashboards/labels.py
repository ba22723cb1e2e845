"""What the console calls the things of the domain; the policy's own words come from the policy."""

from dashboards.wording import later
from hotline import contacts, tickets
from hotline.calls.presence import State, Why
from hotline.forms import Level
from hotline.levels import COUNSELLING, NO_COUNSELLING
from hotline.staff import Role
from hotline.store.journal import Act
from hotline.vocabulary import ContactChannel, Force, LimitClock
from referral import attachments, referrals
from referral.forms import filling
from referral.referrals import Via
from referral.staffing.proof import Standing

STATUS = {
    tickets.Status.NEW: later("nobody has it"),
    tickets.Status.IN_PROGRESS: later("being worked on"),
    tickets.Status.REFERRED: later("agencies told"),
    tickets.Status.CLOSED: later("closed"),
}

OUTCOME = {
    tickets.Outcome.HELPED: later("The child was helped"),
    tickets.Outcome.HANDED_OVER: later("Handed over to an agency"),
    tickets.Outcome.INFORMATION_GIVEN: later("Information given"),
    tickets.Outcome.NO_CHILD_AT_RISK: later("No child at risk"),
    tickets.Outcome.COULD_NOT_REACH: later("Could not be reached"),
    tickets.Outcome.MISTAKE: later("Opened by mistake"),
    tickets.Outcome.TEST_OR_PRANK: later("A test or a prank"),
}

CONTACT_LEVEL = {
    later("Counselling"): COUNSELLING,
    later("No counselling"): NO_COUNSELLING,
}

PRESENCE = {
    State.READY: later("Ready for calls"),
    State.TALKING: later("In a call"),
    State.WRAP_UP: later("Writing down"),
    State.ON_BREAK: later("On a break"),
    State.AWAY: later("Away"),
    State.OFFLINE: later("Taking no calls"),
}

PRESENCE_WHY = {
    Why.CALLS_MISSED: later("calls rang here and nobody answered"),
    Why.CALL_LOST: later("you were cut off from a caller, who is with somebody else by now"),
    Why.LOGGED_OFF: later("a supervisor logged you off"),
}

ROLE = {
    Role.COUNSELOR: later("counselor"),
    Role.SUPERVISOR: later("supervisor"),
    Role.ADMIN: later("administrator"),
}

CONTACT = {
    ContactChannel.CALL: later("Call"),
    ContactChannel.SMS: later("Text"),
    ContactChannel.RELAY: later("From the national line"),
}

CONTACT_OUTCOME = {
    contacts.Outcome.IN_PROGRESS: later("on the line now"),
    contacts.Outcome.RECEIVED: later("received"),
    contacts.Outcome.ANSWERED: later("talked with somebody"),
    contacts.Outcome.MESSAGE_LEFT: later("left a message"),
    contacts.Outcome.SILENT: later("silent, perhaps could not speak"),
    contacts.Outcome.ABANDONED: later("hung up before anybody answered"),
    contacts.Outcome.QUICK_EXIT: later("left by the quick exit"),
    contacts.Outcome.CALL_BACK: later("waits for a call back"),
}

REFERRAL = {
    referrals.Status.DRAFT: later("being written"),
    referrals.Status.SENT: later("waiting for an answer"),
    referrals.Status.DELIVERED: later("waiting for an answer"),
    referrals.Status.ACKNOWLEDGED: later("has it"),
    referrals.Status.DECLINED: later("cannot take it"),
    referrals.Status.REPORTED: later("has reported"),
    referrals.Status.CLOSED: later("closed"),
    referrals.Status.WITHDRAWN: later("withdrawn"),
}

VIA = {
    Via.CALL: later("by telephone key"),
    Via.SMS: later("by text"),
    Via.LINK: later("by the link"),
    Via.DESK: later("written down by a counselor"),
}

YES_NO = {"yes": later("yes"), "no": later("no")}

LETTER = {
    attachments.PDF: later("letter, PDF"),
    attachments.JPEG: later("letter, photograph"),
    attachments.PNG: later("letter, picture"),
}

# What an agency says came of a request, in the order a form asks.
FIGURE = {
    "taken_up": later("Case taken up"),
    "offenders": later("Offenders"),
    "child_victims": later("Child victims"),
    "prosecuted_cases": later("Cases prosecuted"),
    "accused": later("Accused"),
    "administrative_cases": later("Cases handled administratively"),
    "administrative_persons": later("Persons handled administratively"),
    "pending_cases": later("Cases pending"),
}

CLOCK = {
    LimitClock.HOURS: later("every hour counts"),
    LimitClock.WORKING_DAYS: later("working days count"),
}

FORCE = {
    Force.LEGAL: later("The law"),
    Force.INTERNAL: later("The house"),
}

# Fields are filled in by dashboards/timeline.py; an act without a sentence is shown otherwise.
ACT = {
    Act.TICKET_OPENED: later("Ticket opened: %(severity)s"),
    Act.TICKET_RAISED: later("Raised from %(was)s to %(to)s"),
    Act.SEVERITY_RAISED: later("%(who)s raised it from %(was)s to %(to)s. “%(text)s”"),
    Act.SEVERITY_LOWERED: later("%(who)s lowered it from %(was)s to %(to)s: “%(text)s”"),
    Act.SEVERITY_KEPT: later("%(who)s looked too: it stays %(to)s"),
    Act.LOWERING_ASKED: later("%(who)s wants it lowered to %(to)s: “%(text)s”"),
    Act.TICKET_TAKEN: later("%(who)s took the ticket"),
    Act.TICKET_TAKEN_OVER: later("%(who)s took the ticket over from %(people)s"),
    Act.TICKET_RELEASED: later("The ticket is nobody’s again"),
    Act.TICKET_CLOSED: later("%(who)s closed the ticket"),
    Act.ANSWERS_KEPT: later("%(who)s wrote down answers: %(count)s"),
    Act.LEVEL_SET: later("%(who)s counted it as: %(level)s"),
    Act.TICKET_REOPENED: later("%(who)s opened the ticket again"),
    Act.NOT_REPLIED: later("No automatic reply: it could hurt"),
    Act.CALLER_FORBADE: later("By the caller’s own words they are not reached so any more"),
    Act.SAFE_CONTACT_SET: later("What is safe for reaching the caller was written down: %(who)s"),
    Act.RELAYED: later("Passed on by the national line, reference %(reference)s"),
    Act.REFERENCE_KEPT: later("Reference of the national line: %(reference)s"),
    Act.PLACE_SET: later("Place: %(commune)s"),
    Act.REFERRAL_OPENED: later("Told %(agency)s, request %(code)s"),
    Act.REFERRAL_MOVED: later("Request %(code)s: %(to)s"),
    Act.REFERRAL_WITHDRAWN: later("%(who)s withdrew request %(code)s, %(agency)s: %(why)s"),
    Act.RESULT_GIVEN: later(
        "Result of request %(code)s, %(agency)s: %(figures)s. Written by %(who)s"
    ),
    Act.LETTER_ADDED: later("%(agency)s added a letter to request %(code)s"),
    Act.LETTER_FILED: later("%(who)s added a letter of %(agency)s, request %(code)s"),
    Act.LETTER_READ: later("%(who)s opened a letter of %(agency)s, request %(code)s"),
    Act.AGENCY_WANTS_A_CALL: later("%(who)s asks to be called, request %(code)s"),
    Act.ANSWERED_LATE: later("%(who)s answered request %(code)s when it had moved on: %(to)s"),
    Act.DISCLOSED: later("%(agency)s may read: %(details)s"),
    Act.WIDENING_ASKED: later(
        "%(who)s wants %(agency)s to know: %(details)s. “%(text)s” (the caller: %(consent)s)"
    ),
    Act.NO_AGENCY: later("The directory has nobody for this place: %(kinds)s"),
    Act.DEADLINE_MISSED: later("Late: %(kind)s"),
    Act.CALL_ANSWERED: later("%(who)s talks with the caller"),
    Act.CALL_LOST: later("Cut off: the caller waits again, before everybody else"),
    Act.CALL_ENDED: later("%(who)s ended the call"),
    Act.CALLED_IN: later("%(who)s calls %(third)s into the call"),
    Act.HANDED_ON: later("%(who)s hands the call on to whoever is free next"),
    Act.HANDING_OVER: later("%(who)s hands the call over to %(people)s"),
    Act.PANIC: later("%(who)s needs a supervisor now"),
    Act.LISTENING: later("%(who)s listens in"),
    Act.WHISPERING: later("%(who)s whispers to the counselor"),
    Act.STEPPED_IN: later("%(who)s steps into the call"),
    Act.CALLER_TOLD: later("Whoever is on duty was told of the caller: %(people)s"),
    Act.KEYS_SAID: later("By keys: %(question)s %(said)s"),
    Act.PAGED: later("Paging %(people)s (%(channels)s)"),
    Act.RUNG_EMPTY: later("A rung has nobody: %(audience)s. The next one is climbed at once"),
    Act.NOBODY_TO_PAGE: later("There is nobody to page"),
    Act.SAID_AGAIN: later("No sign that %(people)s was reached: also by %(channels)s"),
    Act.PAGE_ACKNOWLEDGED: later("%(who)s answered the page"),
    Act.PAGE_PASSED: later("%(who)s passed the page on"),
    Act.FACT_WRITTEN: later("%(who)s wrote down: %(fact)s (%(result)s)"),
    Act.PAPER_BEGUN: later("%(who)s began Form %(form)s"),
    Act.PAPER_FINISHED: later(
        "%(who)s finished Form %(form)s, no. %(number)s, version %(version)s"
    ),
    Act.PAPER_DISCARDED: later("%(who)s threw a draft of Form %(form)s away"),
    Act.PAPER_PRINTED: later("%(who)s printed Form %(form)s, no. %(number)s, version %(version)s"),
    Act.NOT_SENT: later("A message could not be delivered"),
    Act.PERHAPS_TWICE: later(
        "The provider that may have a message does not answer: sent by another, perhaps twice"
    ),
    Act.REVEALED: later("%(who)s looked at the number"),
    Act.RECOVERED: later("Found in the carrier’s own list: no webhook had told us"),
    Act.EVENT_FAILED: later("An event of the carrier could not be read"),
}

# Why the carrier refuses for good, by its own code, where somebody can do something about it.
_NOT_ALLOWED = later(
    "The carrier lets this line reach nobody in that country: an administrator has it allowed"
)
NOT_SENT = {
    "21610": later("Whoever has this telephone wrote STOP: only a call reaches them"),
    "21408": _NOT_ALLOWED,
    "21215": _NOT_ALLOWED,
}

PAPER_FAULT = {
    filling.Fault.MISSING: later("This is needed."),
    filling.Fault.UNREADABLE: later("This cannot be read."),
    filling.Fault.TOO_LONG: later("This is too long."),
}

LEVEL = {
    Level.HIGH: later("High"),
    Level.MEDIUM: later("Medium"),
    Level.LOW: later("Low"),
}

STANDING = {
    Standing.UNVERIFIED: later("number not verified"),
    Standing.FAILED: later("did not hear the test call"),
    Standing.OLD: later("no test call heard for too long"),
    Standing.PROVEN: later("can be reached"),
}

CHECK = {
    "every_open_ticket_is_promised_something": later("Every open ticket has a deadline"),
    "no_deadline_waits_to_be_fired": later("No deadline waits to be fired"),
    "the_outbox_empties": later("Messages leave at once"),
    "the_providers_answer": later("The providers answer"),
    "every_unanswered_referral_is_guarded": later("Every unanswered request is watched"),
    "two_supervisors_can_be_reached": later("Two supervisors can be reached"),
    "somebody_is_on_duty": later("Somebody is on duty"),
    "a_second_is_on_duty": later("A second supervisor is on duty"),
    "the_handover_is_signed": later("The hand-over is signed"),
    "the_metronome_beats": later("The metronome beats"),
    "the_canary_comes_home": later("The canary comes home"),
    "the_clocks_agree": later("The clocks agree"),
    "time_goes_forward": later("Time goes forward"),
}

# The columns of the directory, as the form and the list of changes call them.
COLUMN = {
    "code": later("Code"),
    "kind": later("Kind"),
    "name": later("Name"),
    "commune": later("Commune"),
    "commune_code": later("Commune"),
    "phone": later("Duty telephone"),
    "deputy_phone": later("Deputy’s telephone"),
    "email": later("E-mail"),
    "channels": later("Told by, in this order"),
    "duty_hours": later("Hours of the duty telephone"),
    "verified_on": later("Number last tried on"),
    "valid_from": later("In force from"),
    "valid_to": later("In force until"),
}
