"""A clock that a demonstration may push forward, for all processes on the machine at once."""

from datetime import datetime, timedelta
from pathlib import Path

from hotline.clock import SystemClock


class DemoClock:
    """Real time plus the seconds written in `DATA_DIR/clock-ahead`; never used outside a demo."""

    def __init__(self, data_dir: Path) -> None:
        self._ahead, self._real = data_dir / "clock-ahead", SystemClock()

    def now(self) -> datetime:
        return self._real.now() + timedelta(seconds=self.ahead())

    def ahead(self) -> float:
        try:
            return float(self._ahead.read_text())
        except FileNotFoundError:
            return 0.0

    def forward(self, seconds: float) -> None:
        """For every process that shares the folder; time never goes back."""
        draft = self._ahead.with_suffix(".new")
        draft.write_text(str(self.ahead() + max(seconds, 0.0)))
        draft.replace(self._ahead)
