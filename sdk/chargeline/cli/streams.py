"""What the command line reads and writes: JSON in, text or JSON out, problems and errors to stderr."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any, TextIO

from chargeline.book import RuleBook
from chargeline.errors import BadEncounter, Problem, UnknownPolicy

DONE, BLOCKED, BAD_INPUT, INTERNAL = 0, 1, 2, 3


def say(text: str) -> None:
    """Write a line to stdout, in UTF-8 whatever the terminal's locale."""
    _write(sys.stdout, text)


def warn(text: str) -> None:
    """Write a line to stderr."""
    _write(sys.stderr, text)


def _write(stream: TextIO, text: str) -> None:
    try:
        stream.write(text + "\n")
    except UnicodeEncodeError:
        stream.write(text.encode("ascii", "backslashreplace").decode() + "\n")


def say_json(data: Any, *, compact: bool = False) -> None:
    """Write JSON to stdout: indented for one report, one line each for many; escaped where stdout cannot hold it."""
    indent, separators = (None, (",", ":")) if compact else (2, None)
    try:
        sys.stdout.write(json.dumps(data, ensure_ascii=False, indent=indent, separators=separators) + "\n")
    except UnicodeEncodeError:
        sys.stdout.write(json.dumps(data, indent=indent, separators=separators) + "\n")


def parse(text: str | bytes) -> Any:
    """JSON out of text. Raises BadEncounter with the place, never the text."""
    if not text.strip():
        raise BadEncounter((Problem(path="", message="is empty.", fix="Send JSON."),))
    try:
        return json.loads(text)
    except json.JSONDecodeError as error:
        place = f"is not JSON: {error.msg} at line {error.lineno}, column {error.colno}."
        raise BadEncounter((Problem(path="", message=place, fix="Mend that place."),)) from None
    except UnicodeDecodeError:
        raise BadEncounter((Problem(path="", message="is not UTF-8 text.", fix="Save it as UTF-8."),)) from None
    except RecursionError:
        raise BadEncounter((Problem(path="", message="is nested too deeply.", fix="Send plain objects."),)) from None


def read_bytes(name: str) -> bytes:
    """The bytes of a file, or of stdin for `-`. Raises BadEncounter when it cannot be read."""
    try:
        return sys.stdin.buffer.read() if name == "-" else Path(name).read_bytes()
    except OSError as error:
        raise unreadable(error) from None


def unreadable(error: OSError) -> BadEncounter:
    """What is told of a file that cannot be read."""
    why = f"cannot be read: {error.strerror or type(error).__name__}."
    return BadEncounter((Problem(path="FILE", message=why, fix="Name a file, or - for stdin."),))


def book_of(directory: str | None) -> RuleBook:
    """The book that ships, or with the site's folder over it: `--data`, else CHARGELINE_DATA."""
    folder = directory or os.environ.get("CHARGELINE_DATA")
    return RuleBook.load(folder) if folder else RuleBook.default()


def unknown(error: UnknownPolicy) -> Problem:
    """A payer policy that is not in the book, as a problem of the encounter."""
    return Problem(path=error.path, message=str(error), fix="Name one of these, or none.")


def report_problems(problems: Iterable[Problem]) -> int:
    """Name every problem on stderr."""
    for problem in problems:
        warn(f"{problem.path or '/'} {problem.message} {problem.fix}".strip())
    return BAD_INPUT


def internal_error(error: Exception) -> int:
    """Name an error of ours by its type and place alone; its message could quote a note."""
    warn(f"Internal error: {place_of(error)}. Please report it; the input is not shown.")
    return INTERNAL


def place_of(error: Exception) -> str:
    """An error's type and the innermost place of it, without its message."""
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    if trace is None:
        return type(error).__name__
    return f"{type(error).__name__} in {Path(trace.tb_frame.f_code.co_filename).name} line {trace.tb_lineno}"
