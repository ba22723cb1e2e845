"""Is the process up, can it do its work, and what do its counters say?"""

from collections.abc import Iterator

import pytest
from flask.testing import FlaskClient
from sqlalchemy import text

from config.database import engine_for
from referral.checks import CHECKS
from tests.house import PUBLIC, House, build
from tests.referral.builders import open_ticket, turn

NOWHERE = "postgresql+psycopg://nobody@127.0.0.1:1/nothing"


@pytest.fixture
def cut_off() -> Iterator[House]:
    """A house whose database is gone."""
    engine = engine_for(NOWHERE)
    yield build(engine, demo_people=False)
    engine.dispose()


def ask(client: FlaskClient, path: str) -> tuple[int, str]:
    answer = client.get(path, base_url=PUBLIC)
    return answer.status_code, answer.text


def test_a_house_that_can_work_says_so_and_by_which_policy(house: House) -> None:
    version = house.parts.workplace.policy.version

    assert ask(house.client, "/healthz") == (200, "ok\n")
    assert ask(house.client, "/readyz") == (200, f"ready, policy {version}\n")


def test_a_database_of_another_release_is_refused_with_what_to_do(house: House) -> None:
    with house.work() as work:
        work.session.execute(text("update alembic_version set version_num = '0000'"))

    status, sentence = ask(house.client, "/readyz")

    assert status == 503
    assert "the database is at 0000" in sentence
    assert "./run flask migrate" in sentence


def test_an_empty_database_is_not_ready(house: House) -> None:
    with house.work() as work:
        work.session.execute(text("drop table alembic_version"))

    status, sentence = ask(house.client, "/readyz")

    assert (status, "the database is at nothing" in sentence) == (503, True)


def test_without_its_database_the_process_is_up_and_not_ready(cut_off: House) -> None:
    assert ask(cut_off.client, "/healthz") == (200, "ok\n")
    assert ask(cut_off.client, "/readyz") == (503, "the database does not answer\n")


def test_without_its_database_the_counters_still_count(cut_off: House) -> None:
    status, counters = ask(cut_off.client, "/metrics")

    assert status == 200
    assert 'promise_broken{promise="the_database_answers"} 1.0' in counters
    assert "webhooks_refused_total" in counters


def test_every_promise_is_a_number_that_should_be_zero(house: House) -> None:
    turn(house)
    counters = ask(house.client, "/metrics")[1]
    assert {f'promise_broken{{promise="{code}"}} 0.0' for code in CHECKS} <= set(
        counters.splitlines()
    )

    with house.work() as work:
        open_ticket(work)
        work.session.execute(text("update deadline set state = 'cancelled'"))

    counters = ask(house.client, "/metrics")[1]
    assert 'promise_broken{promise="every_open_ticket_is_promised_something"} 1.0' in counters


def test_a_forged_webhook_is_counted(house: House) -> None:
    def refused() -> float:
        lines = ask(house.client, "/metrics")[1].splitlines()
        [line] = [line for line in lines if line.startswith("webhooks_refused_total ")]
        return float(line.split()[1])

    before = refused()
    answer = house.client.post("/webhooks/sms/incoming", base_url=PUBLIC, data={"Body": "x"})

    assert answer.status_code == 403
    assert refused() == before + 1
