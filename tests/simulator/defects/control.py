"""In the control API: what a reset leaves behind, and what a snapshot shows."""

from tests.simulator.planting import Defect

DEFECTS = (
    Defect("a reset that keeps the webhooks", "exchange.py", "self.webhooks.close()", "pass",
      "test_reset::test_an_application_that_is_asked_may_begin_anew_itself"),
    Defect("a clock that is not stopped", "exchange.py", "self.clock.stop()", "pass",
      "test_reset::test_a_timer_kept_from_the_night_before_rings_for_nobody"),
    Defect("a stopped clock that takes more on", "clock.py", "if not self._stopped:", "if True:",
      "test_reset::test_a_timer_kept_from_the_night_before_rings_for_nobody"),
    Defect("waiting for the night before", "wire/transport.py", "self._in_flight.clear()", "pass",
      "test_reset::test_an_answer_that_comes_after_the_reset_reaches_nobody"),
    Defect("a beginning that changes", "network.py", "= self.exchange, deepcopy(self._beginning)",
      "= self.exchange, self.has",
      "test_reset::test_what_was_set_up_later_is_gone_and_what_was_changed_is_changed_back"),
    Defect("one seed for every night", "network.py", "has.sids = Sids(seed)", "pass",
      "test_reset::test_with_another_seed_no_sid_comes_a_second_time"),
    Defect("a ledger that loses its file", "exchange.py",
      "self.ledger.path, closed.ledger.path = closed.ledger.path, None", "pass",
      "test_reset::test_the_file_of_the_ledger_tells_where_a_night_ends"),
    Defect("a clock that goes no more", "live.py", "clock.rate = self._rate", "clock.rate = 0",
      "test_reset::test_a_clock_that_goes_by_itself_goes_on_as_if_nobody_had_touched_it"),
    Defect("a password in a snapshot", "snapshot.py", "without_userinfo(value)", "value",
      "test_snapshot::test_no_secret_stands_in_it"),
    Defect("faults by what is left of them", "faults.py", "self.written = dict(written)", "pass",
      "test_snapshot::test_faults_stand_in_it_as_they_were_ordered"),
)  # fmt: skip  # name and place, what becomes of it, who sees it
