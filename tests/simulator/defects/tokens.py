"""In access tokens: which softphone is let in."""

from tests.simulator.planting import Defect

DEFECTS = (
    Defect("a token for ever", "tokens.py", "ends <= now.timestamp()", "ends <= 0",
      "test_tokens::test_a_token_that_proves_nothing_registers_nobody"),
    Defect("a token before its time", "tokens.py", "begins > now.timestamp()", "False",
      "test_tokens::test_a_token_that_proves_nothing_registers_nobody"),
    Defect("a token of another house", "tokens.py", 'if claims.get("sub") != account:', "if False:",
      "test_tokens::test_a_token_that_proves_nothing_registers_nobody"),
    Defect("a token nobody signed", "tokens.py", "if not secret or not _signed(token, secret):",
      "if not secret:", "test_tokens::test_a_token_that_proves_nothing_registers_nobody"),
    Defect("a token of another kind", "tokens.py", 'or head.get("cty") != KIND', "",
      "test_tokens::test_a_token_that_proves_nothing_registers_nobody"),
    Defect("a token without a voice", "tokens.py", 'if "voice" not in grants:', "if False:",
      "test_tokens::test_a_token_that_proves_nothing_registers_nobody"),
    Defect("everybody may be rung", "tokens.py", '.get("allow") is True',
      '.get("allow") is not None', "test_tokens::test_the_unchanged_token_of_the_library_is_read"),
)  # fmt: skip  # name and place, what becomes of it, who sees it
