"""In forms of the REST API: what a field may hold, and what is refused at the door."""

from tests.simulator.planting import Defect

_EACH = "test_forms::test_what_a_field_cannot_hold_is_refused"
_CODES = "test_forms::test_it_is_refused_with_the_carriers_code"

DEFECTS = (
    Defect("any host may be told", "rest/fields.py", '"_" not in (_host(value) or "_")',
      "_host(value) is not None",
      "test_rest_calls::test_a_bad_call_is_refused_with_the_carriers_code"),
    Defect("anything is an address", "rest/fields.py",
      'parts.scheme in ("http", "https") else None', "True else None", _EACH),
    Defect("one code for every field", "rest/fields.py",
      'if name.endswith("Url"):\n        return BAD',
      'if False:\n        return BAD', _CODES),
    Defect("a second value goes unseen", "rest/fields.py", "fields.items(multi=True)",
      "fields.items()", "test_forms::test_every_value_of_a_field_is_looked_at"),
    Defect("numbers without bounds", "rest/fields.py",
      "value.isdecimal() and least <= int(value) <= most", "value.isdecimal()",
      "test_forms::test_a_number_has_its_bounds"),
    Defect("numbers that are words", "rest/fields.py",
      "value.isdecimal() and least <= int(value) <= most", "True", _EACH),
    Defect("any moment", "rest/fields.py", 'if name == "SendAt":', "if False:", _EACH),
    Defect("part of a word will do", "rest/fields.py", "_PATTERNS[name].fullmatch(value)",
      "_PATTERNS[name].match(value)", "test_forms::test_a_word_is_meant_as_a_whole"),
    Defect("Muted is as strict as the others", "rest/fields.py", "SmartEncoded StartConf",
      "Muted SmartEncoded StartConf",
      "test_forms::test_whatever_is_not_true_lets_one_of_a_room_be_heard"),
    Defect("every country is reached", "rest/forms.py", "if coverage.is_barred(to):", "if False:",
      "test_forms::test_a_country_without_permission_is_not_reached"),
    Defect("a landline takes texts", "rest/forms.py",
      "if not codes.calls and not coverage.takes_texts(to):", "if False:",
      "test_forms::test_a_landline_rings_and_takes_no_text"),
)  # fmt: skip  # name and place, what becomes of it, who sees it
