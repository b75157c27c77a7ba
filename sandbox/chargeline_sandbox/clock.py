"""The stand-in EHR's clock: real time plus an offset, so that a test can let a code or a token grow old."""

from datetime import UTC, datetime, timedelta


class Clock:
    """Time as the stand-in EHR sees it."""

    def __init__(self) -> None:
        self._offset = timedelta()

    def now(self) -> datetime:
        """The present instant, in UTC."""
        return datetime.now(UTC) + self._offset

    def seconds(self) -> float:
        """The present instant in seconds since the epoch."""
        return self.now().timestamp()

    def advance(self, seconds: float) -> None:
        """Let `seconds` pass at once."""
        self._offset += timedelta(seconds=seconds)
