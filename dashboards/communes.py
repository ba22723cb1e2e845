"""Communes that may be meant by what somebody types, for every page that asks for one.

What is typed stands in no address: it may be where a child lives.
"""

from flask import render_template, request
from flask.typing import ResponseReturnValue

from dashboards.door import workplace
from hotline import units
from hotline.policy import Commune
from hotline.store.work import Work

HERE, FOR_AGENCIES = "commune", "commune_code"  # the field that holds the chosen code


def find_communes() -> ResponseReturnValue:
    typed = request.form.get("typed", "")
    name = FOR_AGENCIES if request.form.get("name") == FOR_AGENCIES else HERE
    with workplace().work() as work:
        found = units.find(work, typed)
    return render_template("communes.html", found=found, typed=typed, name=name)


def chosen(work: Work, name: str = HERE) -> Commune | None:
    """By the form of a page that has the picker."""
    return units.chosen(work, request.form.get(name, ""), request.form.get("typed", ""))
