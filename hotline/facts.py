"""What happens in a case, as far as the law counts time from it, and who then has to act. Pure."""

from enum import StrEnum


class Fact(StrEnum):
    """Starts or meets what the law asks; the first four the system sees for itself."""

    RECEIVED = "received"  # the first receiver has the information
    FORWARDED = "forwarded"  # a request has left for an agency
    AGENCY_RECEIVED = "agency_received"  # an agency says it has the request
    RELAYED = "relayed"  # the national line has passed it on to us
    RELAY_ANSWERED = "relay_answered"  # it knows what came of it
    PROTECTED = "protected"  # emergency measures are taken
    ASSESSED = "assessed"
    PLAN_SUBMITTED = "plan_submitted"
    PLAN_APPROVED = "plan_approved"
    SEPARATED = "separated"  # the child is apart from the family, by decision
    SEPARATION_ENDED = "separation_ended"
    INVESTIGATORS_TOLD = "investigators_told"
    TRAFFICKING_NOTIFIED = "trafficking_notified"  # the commune gave notice of a person
    TRAFFICKING_CHECKED = "trafficking_checked"
    CHILD_SEEN = "child_seen"
    BREACH_FOUND = "breach_found"  # of personal data
    BREACH_NOTIFIED = "breach_notified"


SEEN_BY_ITSELF = frozenset({Fact.RECEIVED, Fact.FORWARDED, Fact.AGENCY_RECEIVED, Fact.RELAYED})


class Holder(StrEnum):
    """Who has to act; the line records, reminds and pages, it never approves in their place."""

    LINE = "line"
    CHAIRMAN = "chairman"  # of the commune's People's Committee
    COMMUNE_WORKER = "commune_worker"
    POLICE = "police"
    AGENCY = "agency"  # whoever took the referral
