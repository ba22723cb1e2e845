"""Which agencies a new list of communes leaves behind: their code is another's now, or nobody's."""

from sqlalchemy import select

from hotline.store.work import Work
from hotline.unit_list import UnitList, same_name
from referral.directory.agencies import Agency


def agencies(work: Work, found: UnitList) -> list[str]:
    """By their own code. Nothing is changed: who covers which place is for a person to say."""
    names = {line.code: line.name for line in found.lines}
    rows = work.session.execute(
        select(Agency.code, Agency.commune_code, Agency.commune_name)
        .where(Agency.commune_code.is_not(None))
        .order_by(Agency.code)
    )
    return [
        row.code
        for row in rows
        if not same_name(names.get(row.commune_code or "", ""), row.commune_name or "")
    ]
