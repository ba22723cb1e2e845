"""What the whole room looks at: the wallboard."""

from flask import render_template
from flask.typing import ResponseReturnValue

from dashboards import alarms, board
from dashboards.door import workplace


def wallboard() -> ResponseReturnValue:
    with workplace().work() as work:
        return render_template(
            "wallboard.html",
            board=board.read(work),
            alarms=alarms.ringing(work),
            policy=work.policy,
            now=work.now,
        )
