"""A waitress server that stops politely: it takes no new connection and finishes what has begun.

waitress itself waits five seconds for its threads and then leaves answers unsent. A confirming click may be on its way
to the EHR for longer than that, and the person who clicked must see how it ended.
"""

from __future__ import annotations

import socket
import threading
import time
from typing import Any, Final

from flask import Flask
from waitress import create_server, wasyncore

from chargeline_plugin.web.places import PLACES

THREADS: Final = 2 * PLACES + 4
"""Requests at once: when two EHRs hang, and all places to wait for them are taken, others are still answered."""
GLANCE_SECONDS: Final = 0.25
LARGEST_BODY: Final = 4_000_000
"""Bytes. More is refused before it is taken in: without a limit anybody could fill the disk, a gigabyte a request."""
PATIENCE_SECONDS: Final = 120.0
"""No write of ours lives longer than this (`ledger.LONGEST_WRITE`)."""


class Server:
    """Listens at `port` from the moment it is made; answers while `run` runs. Raises OSError when it cannot listen."""

    def __init__(self, app: Flask, host: str, port: int, *, trusted_proxies: int = 0) -> None:
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        listening = socket.create_server((host, port), family=family)
        self.port: Final[int] = listening.getsockname()[1]
        self._open: dict[int, Any] = {}
        self._server = create_server(
            app,
            map=self._open,
            sockets=[listening],
            threads=THREADS,
            ident=None,
            max_request_body_size=LARGEST_BODY,
            **believed(trusted_proxies),
        )
        self._asked, self._pressed = threading.Event(), threading.Event()

    def stop(self, *_: object) -> None:
        """Ask it to stop; asking twice presses it to stop at once. Fit to be a signal's handler."""
        (self._pressed if self._asked.is_set() else self._asked).set()

    def run(self) -> None:
        """Answer until asked to stop, then finish what is in flight."""
        while not self._asked.is_set():
            self._turn()
        self._close_the_door()
        until = time.monotonic() + PATIENCE_SECONDS
        while self._busy() and not self._pressed.is_set() and time.monotonic() < until:
            self._turn()
        self._server.task_dispatcher.shutdown(timeout=1)
        wasyncore.close_all(self._open)

    def _turn(self) -> None:
        wasyncore.loop(timeout=GLANCE_SECONDS, use_poll=True, map=self._open, count=1)

    def _close_the_door(self) -> None:
        wasyncore.dispatcher.close(self._server)  # not its own close, which also cuts the threads' way to the loop

    def _busy(self) -> bool:
        """Whether a thread is at work, whoever still listens to it, or an answer is not all sent."""
        threads = self._server.task_dispatcher
        unsent = any(getattr(each, "total_outbufs_len", 0) for each in self._open.values())
        return bool(threads.queue) or threads.active_count > 0 or unsent


def believed(proxies: int) -> dict[str, Any]:
    """Whom waitress believes about the client's address and scheme. Never X-Forwarded-Host; by default nobody.

    What is not believed is taken out of the request.
    """
    if not proxies:
        return {}
    headers = {"x-forwarded-for", "x-forwarded-proto"}
    return {"trusted_proxy": "*", "trusted_proxy_count": proxies, "trusted_proxy_headers": headers}
