"""Somebody holds a telephone to their ear: the database is not waited for any longer."""

import psycopg
import pytest
from sqlalchemy import Engine, text
from sqlalchemy.exc import OperationalError

from hotline.clock import ticks
from hotline.store.patience import Patience, is_over, until
from hotline.store.prepared import driver_of


def test_a_question_without_an_answer_is_cut_and_the_next_line_is_a_new_one(
    engine: Engine,
) -> None:
    patience, began = Patience(), ticks()
    with engine.connect() as line:
        driver = driver_of(line)
        with pytest.raises(OperationalError), patience.with_(driver, until(0.2)):
            line.execute(text("select pg_sleep(30)"))
        assert line.invalidated
    assert ticks() - began < 5
    with engine.connect() as line:
        assert line.scalar(text("select 1")) == 1
        assert driver_of(line) is not driver


def test_one_that_is_answered_in_time_is_left_alone_and_so_is_whoever_is_not_watched(
    engine: Engine,
) -> None:
    patience = Patience()
    with engine.connect() as line, engine.connect() as other:
        with patience.with_(driver_of(line), until(0.3)):
            assert line.scalar(text("select 1")) == 1
        assert other.scalar(text("select 2 from pg_sleep(0.6)")) == 2
        assert line.scalar(text("select 3")) == 3


def test_a_line_that_is_closed_already_stops_nobody_from_watching(engine: Engine) -> None:
    patience = Patience()
    with engine.connect() as line:
        driver: psycopg.Connection = driver_of(line)
        with patience.with_(driver, until(0.05)):
            driver.close()
            with engine.connect() as other:
                other.execute(text("select pg_sleep(0.3)"))
        line.invalidate()
    with (
        engine.connect() as line,
        pytest.raises(OperationalError),
        patience.with_(driver_of(line), until(0.1)),
    ):
        line.execute(text("select pg_sleep(30)"))


def test_time_is_over_when_it_is() -> None:
    assert is_over(until(-1))
    assert not is_over(until(60))
