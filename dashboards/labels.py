"""What the console calls the things of the domain; the policy's own words come from the policy."""

from dashboards.wording import later
from hotline import callbacks, contacts, tickets
from hotline.calls.presence import State, Why
from hotline.forms import Level
from hotline.levels import COUNSELLING, NO_COUNSELLING
from hotline.pictures import kinds
from hotline.search.terms import Where
from hotline.sending import recalls
from hotline.staff import Role
from hotline.vocabulary import ContactChannel, Force, LimitClock
from referral import attachments, referrals
from referral.finding import By
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
CALLING_BACK = {
    callbacks.State.RINGING_US: later("your telephone rings first"),
    callbacks.State.RINGING_THEM: later("theirs is ringing"),
    callbacks.State.TALKING: later("you are talking with them"),
}
BESIDE = {
    "listens": later("You listen: nobody hears you, and the counselor sees that you are here."),
    "whispers": later("Only the counselor hears you."),
    "talks": later("Everybody in the call hears you."),
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

# What of a ticket was found, and where in it the words stand.
FOUND_BY = {
    By.NUMBER: later("ticket number"),
    By.PHONE: later("telephone number"),
    By.REFERENCE: later("reference"),
    Where.TEXT: later("text"),
    Where.NOTE: later("note"),
    Where.NAME: later("name"),
    Where.PLACE: later("place"),
    Where.ANSWER: later("guiding question"),
    Where.FORM: later("form"),
    Where.CALLER: later("telephone number"),
}

LETTER = {
    attachments.PDF: later("letter, PDF"),
    attachments.JPEG: later("letter, photograph"),
    attachments.PNG: later("letter, picture"),
}

# What came with a text, by its first bytes.
PICTURE = {
    kinds.JPEG: later("photograph"),
    kinds.PNG: later("picture"),
    kinds.GIF: later("moving picture"),
    kinds.WEBP: later("picture"),
    kinds.HEIC: later("photograph"),
    kinds.MP4: later("film"),
    kinds.THREE_GP: later("film"),
    kinds.AMR: later("sound"),
    kinds.PDF: later("document"),
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


# Why a message did not arrive, by the carrier's own code or ours.
_NOT_ALLOWED = later(
    "The carrier lets this line reach nobody in that country: an administrator has it allowed"
)
_NO_TELEPHONE = later("No telephone that can be texted has this number")
NOT_SENT = {
    "21610": later("Whoever has this telephone wrote STOP: only a call reaches them"),
    "21408": _NOT_ALLOWED,
    "21215": _NOT_ALLOWED,
    "21211": _NO_TELEPHONE,
    "21614": _NO_TELEPHONE,
    "30003": later("The telephone is switched off or out of reach"),
    "30004": later("The telephone or its network blocks our texts"),
    "30005": _NO_TELEPHONE,
    "30006": later("A landline, or a network that takes no texts"),
    "30007": later("A network took it for advertising and kept it"),
    "30008": later("A network lost it and does not say why"),
    recalls.UNSAFE: later("When it could have left it was no longer safe"),
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
    "nothing_is_left_at_a_merged_ticket": later("Nothing is left at a merged ticket"),
    "two_supervisors_can_be_reached": later("Two supervisors can be reached"),
    "somebody_is_on_duty": later("Somebody is on duty"),
    "a_second_is_on_duty": later("A second supervisor is on duty"),
    "the_handover_is_signed": later("The hand-over is signed"),
    "the_metronome_beats": later("The metronome beats"),
    "every_recording_is_fetched": later("Every recording is fetched"),
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
