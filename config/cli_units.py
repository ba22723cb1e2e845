"""`flask import-communes`: the national list of communes, all of it or nothing."""

from pathlib import Path

import click

from config.begin import RefusedError, text_of, with_house
from config.house import House
from hotline import unit_list, units
from hotline.unit_list import UnitList
from referral.directory import moved

PROVINCES, COMMUNES = (
    34,
    3321,
)  # since 1 July 2025; a resolution of the Standing Committee changes them


@click.command("import-communes")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--release", default="", help="of a CSV file; a package names its own")
@click.option("--provinces", default=PROVINCES, show_default=True, help="how many there must be")
@click.option("--communes", default=COMMUNES, show_default=True, help="how many there must be")
@click.option("--dry-run", is_flag=True, help="check it, and change nothing")
def import_communes(
    file: Path, release: str, provinces: int, communes: int, *, dry_run: bool
) -> None:
    """Read the national list of communes: the npm package as a .tgz, or a CSV file."""

    def act(mine: House) -> tuple[UnitList, list[str]]:
        with mine.workplace.work() as work:
            found = _read(file, release)
            unit_list.check(found, provinces, communes, work.policy.communes)
            strays = moved.agencies(work, found)
            if not dry_run:
                units.load(work, found)
            return found, strays

    found, strays = with_house(act)
    for agency in strays:
        click.echo(
            f"agency {agency}: its commune is called otherwise in this list, or is not there"
        )
    would = "would be " if dry_run else ""
    click.echo(f"{len(found.lines)} communes of {found.release} {would}loaded")


def _read(file: Path, release: str) -> UnitList:
    if file.suffix != ".csv":
        return unit_list.read_package(file.read_bytes())
    if not release:
        raise RefusedError("a CSV file does not say which release it is: --release")
    return unit_list.read_csv(text_of(file), release)
