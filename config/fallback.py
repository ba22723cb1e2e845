"""What answers while the whole house is away: plain documents for a second provider to keep."""

from collections.abc import Mapping, Sequence
from pathlib import Path

import click

from config.begin import with_house
from config.house import House
from hotline.policy import Policy
from hotline.telephony import calm, twiml
from hotline.telephony.calm import Addresses
from referral.staffing import ring_group

VOICE, TEXT = "voice.xml", "sms.xml"
RING, TAKEN, THANKS = "ring.xml", "taken.xml", "thanks.xml"
README = Path(__file__).with_suffix(".md")


def bundle(policy: Policy, numbers: Sequence[str], line: str, base: str = "") -> Mapping[str, str]:
    """The documents by their names. Numbers stand in `voice.xml` alone; with `base` addresses are
    whole, for places that give each document an address of its own kind."""
    at = f"{base.rstrip('/')}/" if base else ""
    where = Addresses(f"{at}{RING}", f"{at}{TAKEN}", "", f"{at}{THANKS}", "GET")
    ringing = calm.greet_and_ring(policy, numbers, line, where)
    return {
        VOICE: str(calm.add_tape(ringing, policy, where)),
        RING: str(calm.ask_who_is_rung(policy, where)),
        TAKEN: twiml.DONE,
        THANKS: str(calm.end_message(policy)),
        TEXT: str(calm.answer_text(policy)),
        "README.md": README.read_text(encoding="utf-8"),
    }


@click.command("fallback-bundle")
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
@click.option("--base", default="", help="where it will be served; without it links are relative")
def fallback_bundle(folder: Path, base: str) -> None:
    """Write what answers at a second provider while all of ours is away."""

    def act(mine: House) -> tuple[Mapping[str, str], int]:
        with mine.workplace.work() as work:
            numbers = ring_group.numbers(work)
        line = mine.settings.hotline_number
        return bundle(work.policy, numbers, line, base), len(numbers)

    files, count = with_house(act)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8")
    click.echo(f"{len(files)} files in {folder}; {count} telephones ring")
