"""What a refusal says to the person who asked."""

from dashboards import safe_contact
from dashboards.wording import gettext, later
from hotline.errors import (
    HotlineError,
    IllegalMoveError,
    NotAllowedError,
    NotFoundError,
    TakenError,
    TooFewError,
)
from hotline.safe_contact import UnsafeError

CHANGED = later("This has changed meanwhile. Look at it again, please.")
TAKEN = later("%(who)s has it by now. Nothing was changed.")
PART_OF = later("That ticket is part of ticket %(number)s by now. Nothing was done.")
TOO_FEW = later("From %(when)s fewer than two people could be reached. Nothing was changed.")
NOT_YOURS = later("You may not do this.")
NOT_FOUND = later("There is nothing here.")
IMPOSSIBLE = later("This cannot be done as it was given.")
TOO_LARGE = later("This file is too large: 5 MB is the most. Go back and send a smaller one.")
UNDONE = later("Nothing was done. Go back and try again.")
BROKEN = later("Something broke here. It has been written down.")
BY_STATUS = {403: NOT_YOURS, 404: NOT_FOUND, 409: CHANGED, 413: TOO_LARGE, 422: IMPOSSIBLE}

# What the use cases say when they refuse; tests hold this list against their source.
REFUSAL = (
    later("nobody of that place is in the room"),
    later("this call is over"),
    later("this is for whoever is in a call"),
    later("the caller is not on the line"),
    later("this agency has no telephone here"),
    later("short numbers are not reached from here: choose an agency"),
    later("they cannot be rung now"),
    later("nobody would be left with the caller"),
    later("there is no counselor to whisper to"),
    later("choose who"),
    later("nobody sets this by hand"),
    later("first the call, then the break"),
    later("there is no number to ring"),
    later("there is no call to end"),
    later("whoever listens leaves; the call goes on"),
    later("in a call already: end it first"),
    later("a supervisor does this"),
    later("only whoever has a ticket can give it back"),
    later("an empty note says nothing"),
    later("the caller withheld the number: there is nobody to answer"),
    later("say whom this is for: several people spoke of this child"),
    later("say what is safe, or leave it open"),
    later("these words have changed; read them again"),
    later("write down what the national line says"),
    later("write down the reference of the national line"),
    later("the national line heard of it within the last month"),
    later("only the national line gives such a reference"),
    later("the national line waits for an answer: write it down first"),
    later("the directory has no national line: answer by telephone"),
    later("choose what the national line is told"),
    later("this picture is erased by whom the rules name"),
    later("only a picture that was handed over is erased"),
    later("it was handed over too short a while ago to be erased"),
    later("the carrier has it still; try again in a minute"),
    later("say why this picture is erased"),
    later("no such reference"),
    later("what is safe has changed meanwhile; look at it again"),
    later("it is part of another ticket by now"),
    later("this is the same ticket"),
    later("both are closed: open one of them first"),
    later("more has happened since: split off what does not belong here"),
    later("choose what belongs to another child; something has to stay"),
    later("there is nothing to undo"),
    later("there is no ticket with this number"),
    later("no such contact"),
    later("safe hours have a beginning and an end"),
    later("no such agency for this place"),
    later("no such agency"),
    later("the rules never let this agency know that"),
    later("say why they need to know more"),
    later("somebody else has to agree to this"),
    later("say whether the caller agreed"),
    later("write down in what words the caller agreed or refused"),
    later("the caller refused: without a basis in law nobody is told more"),
    later("the caller was not asked: say which law makes it unnecessary"),
    later("another agency has this code"),
    later("the directory is changed by supervisors and administrators"),
    later("a critical ticket is closed by a supervisor"),
    later("wrong login or password"),
    later("too many attempts; wait a minute"),
    later("too many searches; wait a few minutes"),
    later("no such person"),
    later("no commune is called so"),
    later("no such person on this ticket"),
    later("no such informant"),
    later("say whether they are the child, a carer or who may have done it"),
    later("this is longer than what can be kept"),
    later("choose one of those that are offered"),
    later("write a day, a month or a year, as 9/3/2016"),
    later("write an age as 8, or as 8-10"),
    later("this person was changed meanwhile; look at them again"),
    later("say whether they agreed to be written down"),
    later("write down who agreed, and in what words"),
    later("who told us is seen by whoever has the ticket, and by supervisors"),
    later("an administrator does not look at the people of a ticket"),
    later("say which child it is about"),
    later("choose what it is about"),
    later("say which call or text it is"),
    later("several communes are called so: choose one of them"),
    later("this link is not known"),
    later("say how it ended"),
    later("no such request"),
    later("this link is too old; answer by telephone or text"),
    later("say why in a few words"),
    later("say how grave it is"),
    later("say what it counts as"),
    later("write down at least one answer"),
    later("it is that grave already"),
    later("somebody wants this already; a supervisor has to look"),
    later("nobody waits for this any more"),
    later("another supervisor has to agree to this"),
    later("a supervisor decides this"),
    later("nobody has set this day"),
    later("a supervisor or an administrator sets the calendar"),
    later("say whether offices are open"),
    later("no such day"),
    later("choose what happened"),
    later("it happened after the first contact and before now"),
    later("say who did it and what came of it"),
    later("no such time"),
    later("no such form"),
    later("the informant has to agree first"),
    later("the form lacks something; it is marked"),
    later("choose a file"),
    later("a letter is a PDF or a photograph: PDF, JPEG or PNG"),
    later("a file has at most 5 MB"),
    later("no more letters can be added to this request"),
    later("no such letter"),
    later("this ticket has an opinion already"),
    later("say what the opinion is about"),
    later("write down what the child says, in its own words"),
    later("take telephone numbers out of the opinion"),
    later("who gave an opinion is said only where they agreed"),
    later("this opinion has been passed on; withdraw the request first"),
    later("no such opinion"),
    later("nobody has answered this opinion yet"),
    later("the child waits for an answer: write it down, or withdraw the request"),
    later("no such picture"),
    later("this picture is opened by whom the rules name"),
    later("say why this picture has to be seen"),
    later("a supervisor says that a picture shows no abuse"),
    later("say who was told, when and under which paper"),
    later("recordings are heard by those the policy names"),
    later("there is no such recording to hear"),
    later("nothing is being recorded"),
    later("conversations are not recorded"),
    later("a soft block is short; choose one of the times"),
    later("no such soft block"),
    later("it was put away too long ago; open it again instead"),
    later("your own telephone rings first: write it down on My telephone"),
    later("somebody is calling them back at this moment"),
    later("each of them has an opinion: undo one, or leave them apart"),
    later("their telephone rang a short while ago; leave it in peace for now"),
    later("say yes or no, or leave it open"),
    later("a figure is a whole number up to 999"),
    later("say at least one thing; what is not known stays empty"),
    later("the last day comes after the first, within three months"),
    later("a shift is first or second"),
    later("the clock skips these hours on that day"),
    later("no such shift ahead"),
    later("only a supervisor with a telephone can be on duty"),
    later("a supervisor or an administrator sets the roster"),
    later("only who goes off duty signs this"),
    later("only who comes on duty takes this over"),
    later("who goes off has not signed yet"),
    later("this change of shift is over"),
    later("this is no telephone number"),
    later("somebody else of the line has this number"),
    later("an administrator changes the numbers of others"),
    later("there is no number to verify"),
    later("too many codes were asked for; wait an hour"),
    later("this is not the code, or it is too old"),
    later("a number is verified before it is tried"),
    later("this number is being rung already"),
)


def said(error: HotlineError) -> str:
    """The error's own sentence where the catalog has it, else what kind of error it is."""
    sentence = str(error)
    if sentence in REFUSAL:
        return gettext(sentence)
    match error:
        case UnsafeError():
            return safe_contact.sentence(error.verdict)
        case TooFewError():
            return gettext(TOO_FEW, when=f"{error.at:%H:%M %d/%m/%Y}")
        case TakenError():
            return gettext(TAKEN, who=error.owner)
        case IllegalMoveError():
            return gettext(CHANGED)
        case NotAllowedError():
            return gettext(NOT_YOURS)
        case NotFoundError():
            return gettext(NOT_FOUND)
        case _:
            return gettext(IMPOSSIBLE)


def explained(status: int, sentence: str) -> str:
    """What the page of an error says: never more than the catalog knows."""
    if sentence in REFUSAL:
        return gettext(sentence)
    return gettext(BY_STATUS.get(status, UNDONE if status < 500 else BROKEN))
