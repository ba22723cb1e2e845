"""Whatever an application answers and whatever a caller does, the network stands and calls end."""

from datetime import timedelta
from xml.sax.saxutils import quoteattr

from flask import Response
from hypothesis import given, settings
from hypothesis import strategies as st

from simulator.network import Simulator
from simulator.twiml.grammar import VOICE, Rule
from tests.simulator.conftest import CHILD, HOTLINE, build

_VALUES = st.sampled_from(
    ["", "0", "1", "-3", "1e300", "nan", "inf", "true", "#", "/voice", "next", "https://[", "x"]
)
_TEXTS = st.sampled_from(["", "Chào em", "/voice", "https://[", "https://[#rc=3", "&lt;"])
_VERBS = sorted(VOICE)


def _written(name: str, attributes: dict[str, str], inside: str) -> str:
    pairs = "".join(f" {key}={quoteattr(value)}" for key, value in attributes.items())
    return f"<{name}{pairs}>{inside}</{name}>"


def _verb(name: str) -> st.SearchStrategy[str]:
    """A verb as the grammar allows it, with any values, or with a part it does not know."""
    rule = VOICE.get(name, Rule({}))
    known = st.sampled_from([*sorted(rule.attributes), "colour"])
    inside = sorted(rule.children & VOICE.keys())
    parts = st.lists(st.sampled_from(inside).flatmap(_verb), max_size=2).map("".join)
    attributes = st.dictionaries(known, _VALUES, max_size=3)
    return st.builds(_written, st.just(name), attributes, parts if inside else _TEXTS)


_DOCUMENT = st.lists(st.sampled_from([*_VERBS, "Dial"]).flatmap(_verb), max_size=4).map("".join)
_ACTS = st.lists(st.sampled_from(["1", "#", "12w3", "say", "wait", "hangup"]), max_size=5)


@settings(max_examples=100, deadline=None, derandomize=True)
@given(_DOCUMENT, _ACTS)
def test_any_twiml_and_any_caller_leave_a_call_that_can_be_ended(
    verbs: str, acts: list[str]
) -> None:
    net = build()
    sid = net.dial(verbs)
    for act in acts:
        if act == "wait":
            net.pass_time(3)
        elif not _over(net.sim.call(sid).status):
            _do(net.sim, sid, act)
    net.sim.clock.run_until_idle(timedelta(seconds=15))

    if not _over(net.sim.call(sid).status):
        net.sim.hangup(sid)
    assert _over(net.sim.call(sid).status)
    assert len(net.application.at("/status")) == 1


@settings(max_examples=100, deadline=None, derandomize=True)
@given(st.binary(max_size=60), st.sampled_from(["text/xml", "text/plain", "audio/wav", "", "x"]))
def test_any_answer_at_all_leaves_the_network_standing(body: bytes, kind: str) -> None:
    net = build()
    answer = Response(body)
    answer.headers["Content-Type"] = kind
    net.application.answers |= {"/voice": answer, "/sms": answer}

    sid = net.sim.dial(CHILD, HOTLINE)
    net.sim.text(CHILD, HOTLINE, "cứu em")
    net.sim.clock.run_until_idle()

    assert _over(net.sim.call(sid).status)


def _over(status: str) -> bool:
    return status not in ("ringing", "in-progress")


def _do(sim: Simulator, sid: str, act: str) -> None:
    if act == "hangup":
        sim.hangup(sid)
    elif act == "say":
        sim.say(sid, "cứu cháu")
    else:
        sim.press(sid, act)
