"""Beside an account: what is kept of the traffic, and what is told of a difference."""

from tests.simulator.planting import Defect

DEFECTS = (
    Defect("kinds without the words", "shadow/traffic.py", "if _WORDS.fullmatch(word):",
      "if False:", "test_shadow::test_words_and_kinds_are_kept_and_nothing_that_was_said"),
    Defect("texts are kept", "shadow/traffic.py", "return _KINDS[type(value)]",
      "return str(value)", "test_shadow::test_words_and_kinds_are_kept_and_nothing_that_was_said"),
    Defect("sids are kept", "shadow/traffic.py", 'return _SID.sub(r"{\\1}", path)', "return path",
      "test_shadow::test_words_and_kinds_are_kept_and_nothing_that_was_said"),
    Defect("what is missing on one side is no difference", "shadow/differing.py",
      "here.facts.keys() | there.facts.keys()", "here.facts.keys() & there.facts.keys()",
      "test_shadow::test_two_runs_are_held_together_address_by_address"),
    Defect("what never came is no difference", "shadow/differing.py",
      "if len(ours) != len(theirs):", "if False:",
      "test_shadow::test_two_runs_are_held_together_address_by_address"),
    Defect("the order on the way counts", "shadow/differing.py",
      "(subjects.index(one.subject), one.number)", "0",
      "test_shadow::test_two_runs_are_held_together_address_by_address"),
    Defect("an application open to the world", "shadow/guard.py",
      "if _is_genuine(environ, token, home):", "if True:",
      "test_shadow::test_nobody_but_the_carrier_reaches_the_application"),
    Defect("an account by accident", "shadow/command.py", "if not chosen.account or missing:",
      "if missing:", "test_shadow::test_no_account_is_touched_by_accident"),
)  # fmt: skip  # name and place, what becomes of it, who sees it
