"""`flask --app config.cli ...`: everything an operator says to the line."""

import csv
import io
import sys
from pathlib import Path

import click
from flask import Flask

from config import database, fallback, migrating, packs
from config.begin import RefusedError, settings, text_of, with_house
from config.cli_units import import_communes
from config.demo import people, story
from config.house import House
from config.pack import PolicyError
from hotline import staff, triage, units
from hotline.clock import SystemClock
from hotline.errors import InvalidError
from hotline.search import filing
from hotline.staff import Role
from hotline.store import journal, seals
from hotline.triage import ContactFacts
from hotline.vocabulary import ContactChannel, Language
from referral import export, indexing
from referral.directory import agencies, sheet, upkeep
from referral.directory.upkeep import Change
from webhooks.reconcile import reconcile
from webhooks.replay import replay, take_in_spool


def create_app() -> Flask:
    """An application without pages: the commands open what they need themselves."""
    app = Flask("config")
    for command in COMMANDS:
        app.cli.add_command(command)
    return app


@click.command()
def tick() -> None:
    """One turn of the clock and one delivery, then stop."""

    def act(mine: House) -> tuple[int, int]:
        return mine.turn("tick"), mine.delivery("tick").run()

    fired, sent = with_house(act)
    click.echo(f"{fired} deadlines fired, {sent} messages taken by the carrier")


@click.command("replay-spool")
def replay_spool() -> None:
    """Turn events that were kept on disk while the database was away into work."""

    def act(mine: House) -> tuple[int, int]:
        return take_in_spool(mine.workplace, mine.spool), replay(mine.workplace)

    spooled, done = with_house(act)
    click.echo(f"{spooled} events taken in, {done} became work")


@click.command("reconcile")
def reconcile_() -> None:
    """Read the carrier's own lists, and take in what no webhook told us of."""
    found = with_house(
        lambda mine: sum(reconcile(mine.workplace, each) for each in mine.carriers.values())
    )
    click.echo(f"{found} events were news to us")


@click.command("verify-journal")
@click.option("--head", default="", help="a head noted earlier: the journal must still hold it")
def verify_journal(head: str) -> None:
    """Name every row of the journal that was changed, removed or inserted; exit code 1 if any."""

    def act(mine: House) -> tuple[list[seals.Finding], int, str]:
        with mine.workplace.work() as work:
            return list(seals.verify(work, head)), seals.unsealed(work), str(seals.head(work))

    found, waiting, newest = with_house(act)
    for each in found:
        click.echo(f"{each.fault}: row {each.seq}")
    click.echo(f"{len(found)} faults, {waiting} rows not sealed yet, head {newest}")
    sys.exit(1 if found else 0)


@click.command()
def migrate() -> None:
    """Bring the database to this release."""
    with database.url_of(settings()) as url:
        migrating.migrate(database.engine_for(url))
    click.echo("the database is at this release")


@click.command("check-migrations")
def check_migrations() -> None:
    """Fail when the models say something the migrations do not; needs a database to try on."""
    with database.url_of(settings()) as url:
        engine = database.engine_for(url)
        migrating.migrate(engine)
        found = migrating.drift(engine)
    for difference in found:
        click.echo(str(difference))
    if found:
        raise RefusedError(f"{len(found)} differences between models and migrations")
    click.echo("models and migrations agree")


@click.command("add-user")
@click.argument("login")
@click.option("--role", type=click.Choice([role.value for role in Role]), required=True)
@click.option("--name", required=True)
@click.option("--phone", default=None, help="needed to be paged")
@click.option("--email", default=None, help="gets pages too, on the rungs that say so")
@click.password_option()
def add_user(  # noqa: PLR0913  # a person has as many facts as this
    login: str, role: str, name: str, phone: str | None, email: str | None, password: str
) -> None:
    """Add a counselor, supervisor or administrator."""

    def act(mine: House) -> None:
        with mine.workplace.work() as work:
            if staff.by_login(work, login) is not None:
                raise InvalidError(f"there is a {login} already")
            secret = staff.HASHER.hash(password)
            staff.add(work, login, Role(role), secret, name=name, phone=phone, email=email)

    with_house(act)
    click.echo(f"{login} may log in")


@click.command("import-agencies")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--dry-run", is_flag=True, help="say what would change, and change nothing")
def import_agencies(file: Path, *, dry_run: bool) -> None:
    """Read the directory of agencies from a CSV file: all of it, or nothing."""

    def act(mine: House) -> list[Change]:
        with mine.workplace.work() as work:
            text = text_of(file)
            lines = sheet.read(text, units.everywhere(work), agencies.today(work))
            return (upkeep.changes if dry_run else upkeep.import_lines)(work, lines)

    made = with_house(act)
    for change in made if dry_run else ():
        click.echo(f"{change.line.code}: {', '.join(change.columns) or 'new'}")
    new, would = upkeep.added(made), "would be " if dry_run else ""
    click.echo(f"{new} agencies {would}added, {len(made) - new} updated")


@click.command("export-agencies")
def export_agencies() -> None:
    """The directory of agencies as CSV on standard output, as import-agencies reads it."""

    def act(mine: House) -> str:
        with mine.workplace.work() as work:
            return sheet.written(upkeep.all_lines(work))

    click.echo(with_house(act), nl=False)


@click.command("export")
@click.argument("table", type=click.Choice([table.value for table in export.Table]))
def export_(table: str) -> None:
    """Tickets, referrals, results, deadlines or the years as CSV, without anything sealed."""

    def act(mine: House) -> str:
        with mine.workplace.work() as work:
            return export.written(work, export.Table(table), by=journal.SYSTEM)

    click.echo(with_house(act), nl=False)


@click.command("file-tickets")
@click.option("--anew", is_flag=True, help="also those that search knows already")
def file_tickets(*, anew: bool) -> None:
    """Let search know every ticket that was there before it, or was filed under an older key."""
    filed = with_house(lambda mine: filing.file_all(mine.workplace, anew=anew, read=indexing.said))
    click.echo(f"{filed} tickets filed")


@click.command("check-policy")
@click.argument("name", default="vietnam")
def check_policy(name: str) -> None:
    """Read a policy pack and say what is wrong with it, or its version."""
    try:
        policy = packs.load(name)
    except PolicyError as error:
        raise RefusedError(str(error)) from None
    click.echo(f"{name} is sound, version {policy.version}")


@click.command("triage")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def triage_(file: Path) -> None:
    """Triage the column `text` of a CSV file; CSV on standard output, in the same order.

    A cell a spreadsheet would take for a formula begins with an apostrophe.
    """
    policy = packs.load("vietnam")
    now = SystemClock().now()
    rows = csv.DictReader(io.StringIO(text_of(file), newline=""))
    if "text" not in (rows.fieldnames or ()):
        raise RefusedError("the file has no column text")
    out = csv.writer(sys.stdout, lineterminator="\n")
    out.writerow(["text", "severity", "confidence", "categories", "reasons"])
    for row in rows:
        facts = ContactFacts(channel=ContactChannel.SMS, text=row["text"] or "")
        found = triage.assess(facts, policy, now)
        reasons = "; ".join(triage.explain(r, policy, Language.EN) for r in found.reasons)
        graded = [found.severity.value, found.confidence.value, " ".join(found.categories)]
        out.writerow([sheet.guarded(row["text"] or ""), *graded, sheet.guarded(reasons)])


@click.command("demo-data")
def demo_data() -> None:
    """People, agencies and shifts for a demonstration; never in a real line."""
    if not settings().demo:
        raise RefusedError("demo-data is for a demonstration: set DEMO=1")

    def act(mine: House) -> None:
        with mine.workplace.work() as work:
            people.load(work)

    with_house(act)
    click.echo("the demonstration's people, agencies and shifts are there")


@click.command("demo-story")
def demo_story() -> None:
    """Play the night story against the running demonstration."""
    if not settings().demo:
        raise RefusedError("demo-story is for a demonstration: set DEMO=1")
    sys.exit(with_house(lambda mine: story.play(mine, click.echo)))


COMMANDS = (
    *(
        tick,
        replay_spool,
        reconcile_,
        verify_journal,
        migrate,
        check_migrations,
        add_user,
        import_agencies,
        import_communes,
        export_agencies,
        export_,
        fallback.fallback_bundle,
        file_tickets,
    ),
    *(check_policy, triage_, demo_data, demo_story),
)
