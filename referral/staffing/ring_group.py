"""The telephones that ring for a caller when nothing else of ours answers."""

from hotline.store.work import Work
from hotline.vocabulary import Audience
from referral.staffing.duty import now_reachable


def numbers(work: Work) -> tuple[str, ...]:
    """Whoever is on duty first, then everybody who could be woken; each once."""
    reachable = now_reachable(work)
    people = (person for audience in Audience for person in reachable.roster.of(audience))
    phones = (reachable.people[person].phone for person in people)
    return tuple(dict.fromkeys(phone for phone in phones if phone))
