"""In REST answers: what only the carrier's own description can see."""

from tests.simulator.planting import Defect

DEFECTS = (
    Defect("a key too few", "rest/resources.py", '        "group_sid": None,\n', "",
      "test_rest_calls::test_a_new_call_is_queued_and_nothing_rings_before_time_passes"),
    Defect("a key too many", "rest/resources.py", '        "to_formatted": call.to,\n',
      '        "to_formatted": call.to,\n        "mood": "calm",\n',
      "test_rest_calls::test_a_new_call_is_queued_and_nothing_rings_before_time_passes"),
    Defect("a number for text", "rest/resources.py", '"num_media": str(len(message.media))',
      '"num_media": len(message.media)',
      "test_messages::test_a_text_by_rest_is_queued_then_sent_then_delivered"),
    Defect("a sid of nobody", "rest/queues.py", '"queue_sid": queue.sid', '"queue_sid": queue.name',
      "test_rest_rooms::test_whoever_the_application_names_is_taken_out_of_the_line"),
    Defect("a status nobody knows", "rooms/conference.py", 'return "connected"', 'return "seated"',
      "test_rest_rooms::test_hold_by_label_plays_words_until_it_is_taken_back"),
)  # fmt: skip  # name and place, what becomes of it, who sees it
