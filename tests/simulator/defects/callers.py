"""In what is known of a caller, what a running call is told, and what another network answered."""

from tests.simulator.planting import Defect

DEFECTS = (
    Defect("a caller nobody knows", "voice/caller.py", "for name, value in named.items() if value",
      "for name, value in named.items()",
      "test_caller::test_nothing_is_made_up_of_a_caller_nobody_knows"),
    Defect("a name nobody asked for", "voice/calls.py", 'if number.caller_name_lookup == "on" else',
      "if number else", "test_caller::test_a_name_is_told_to_a_number_that_asks_for_it_only"),
    Defect("any token shows any number", "rest/forms.py",
      "call is not None and call.from_ == from_", "call is not None",
      "test_caller::test_a_call_passed_on_with_its_token_may_show_the_child"),
    Defect("another network answers an incoming call", "voice/parameters.py",
      "if call.direction is Direction.INBOUND or call.status not in _SIP_CODES:",
      "if call.status not in _SIP_CODES:",
      "test_caller::test_the_end_of_a_call_to_us_names_no_answer_of_another_network"),
    Defect("every end is a good one", "voice/parameters.py", '_SIP_CODES[call.status]}', '"200"}',
      "test_caller::test_the_end_of_a_call_we_made_says_how_the_other_network_answered"),
    Defect("a limit that begins anew", "voice/calls.py", "seconds - lasted,", "seconds,",
      "test_rest_orders::test_a_running_call_may_be_given_another_limit"),
    Defect("one fallback for ever", "rest/calls.py", "call.orders.fallback = fallback", "pass",
      "test_rest_orders::test_a_call_sent_on_falls_back_to_where_the_same_request_says"),
)  # fmt: skip  # name and place, what becomes of it, who sees it
