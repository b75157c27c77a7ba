"""Running the command line in this process, as a person would call it."""

from __future__ import annotations

import io
import json
import sys
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest

from chargeline.cli import main


@dataclass(frozen=True)
class Ran:
    """What a command left behind."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


class Stdin:
    """Bytes on stdin."""

    def __init__(self, given: bytes) -> None:
        self.buffer = io.BytesIO(given)


@pytest.fixture
def chargeline(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Callable[..., Ran]:
    """`chargeline("evaluate", "-", stdin={...})`."""
    monkeypatch.delenv("CHARGELINE_DATA", raising=False)

    def run(*argv: str, stdin: Any = None) -> Ran:
        given = stdin if isinstance(stdin, bytes) else json.dumps(stdin).encode()
        monkeypatch.setattr(sys, "stdin", Stdin(given))
        try:
            code = main(argv)
        except SystemExit as error:
            code = int(error.code or 0)
        out, err = capsys.readouterr()
        return Ran(code=code, out=out, err=err)

    return run
