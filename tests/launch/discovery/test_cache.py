"""Many that ask at once cause one fetch, whether it goes well or not."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from time import sleep

import pytest

from chargeline_launch.discovery import ExpiringCache

NOW = datetime(2026, 11, 23, 18, 0, tzinfo=UTC)


class Silent(Exception):
    """A server that does not answer."""


class Server:
    """Answers after a while, or does not."""

    def __init__(self, *, well: bool) -> None:
        self.well, self.asked, self.waiting = well, 0, threading.Event()

    def fetch(self) -> tuple[str, timedelta]:
        self.asked += 1
        self.waiting.set()
        sleep(0.5)
        if not self.well:
            raise Silent
        return "metadata", timedelta(minutes=1)


@pytest.mark.parametrize("well", [True, False])
def test_those_who_wait_get_what_the_first_one_got(well: bool) -> None:
    """A server that does not answer costs its time once, and not once for each who waits for it."""
    cache: ExpiringCache[str] = ExpiringCache(lambda: NOW)
    server = Server(well=well)

    def ask(_: int) -> str:
        try:
            return cache.get("site", server.fetch)
        except Silent:
            return "silent"

    with ThreadPoolExecutor(8) as pool:
        first = pool.submit(ask, 0)
        server.waiting.wait()
        others = list(pool.map(ask, range(7)))
    assert {first.result(), *others} == {"metadata" if well else "silent"}
    assert server.asked == 1


def test_a_failure_is_not_kept_for_who_comes_later() -> None:
    cache: ExpiringCache[str] = ExpiringCache(lambda: NOW)
    server = Server(well=False)
    with pytest.raises(Silent):
        cache.get("site", server.fetch)
    server.well = True
    assert cache.get("site", server.fetch) == "metadata"
