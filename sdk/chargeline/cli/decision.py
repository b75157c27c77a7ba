"""`chargeline verify-decision`: was this what the rules said?

A decision is `{"encounter": ..., "report": ...}` as it was kept when a line was confirmed. The encounter is evaluated
again. With the book of that day the report must come out byte for byte; with another book the version to install is
named, and what comes out differently is shown by its place. Values are shown of charge lines and rules only: the
rest may quote a note.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator, Mapping
from typing import Any

from chargeline.book import RuleBook
from chargeline.cli import streams
from chargeline.errors import BadEncounter, Problem, UnknownPolicy
from chargeline.evaluation import evaluate

REPEATED, NOT_REPEATED = streams.DONE, streams.BLOCKED
SHOWN = ("/charge_lines/", "/rules/")


def verify_decision(given: argparse.Namespace) -> int:
    """Evaluate the kept encounter again and compare. Exit 0 when the report is the same, byte for byte; else 1."""
    kept = _decision(streams.parse(streams.read_bytes(given.file)))
    then = kept["report"]
    book = streams.book_of(given.data)
    try:
        now = evaluate(kept["encounter"], book=book).to_json()
    except UnknownPolicy as error:
        return _not_repeated(*_which_book(then, book), str(error))
    if _bytes(now) == _bytes(then):
        streams.say("The same report, byte for byte.")
        return REPEATED
    return _not_repeated(*_which_book(then, book), *differences(then, now))


def _not_repeated(*lines: str) -> int:
    for line in lines:
        streams.say(line)
    return NOT_REPEATED


def _decision(found: Any) -> Mapping[str, Any]:
    """The decision itself, also inside the record of a ledger's event."""
    for name in ("record", "decision"):
        if isinstance(found, dict) and isinstance(found.get(name), dict):
            found = found[name]
    missing = [name for name in ("encounter", "report") if not isinstance(found, dict) or name not in found]
    if missing:
        fix = "Give a decision as the ledger exports it, with its records."
        raise BadEncounter(tuple(Problem(path=f"/{name}", message="is missing.", fix=fix) for name in missing))
    if not isinstance(found["report"], dict):
        raise BadEncounter((Problem(path="/report", message="is no object.", fix="Give the report as JSON."),))
    kept: Mapping[str, Any] = found
    return kept


def _bytes(report: Any) -> str:
    """As text; the order of keys is not kept by every store and says nothing."""
    return json.dumps(report, ensure_ascii=False, separators=(",", ":"), sort_keys=True)


def _which_book(then: Mapping[str, Any], book: RuleBook) -> Iterator[str]:
    kept = then.get("rules")
    version = kept.get("version") if isinstance(kept, dict) else None
    if not isinstance(kept, dict) or kept.get("digest") != book.digest:
        yield f"Decided with another book. To repeat it, install chargeline=={version} and lay the site's data over it."
        yield f"This is chargeline {book.version}, book {book.digest}."
    else:
        yield "The same book says something else: the report or the encounter was changed since."


def differences(then: Any, now: Any, path: str = "") -> Iterator[str]:
    """Every place where two JSON values differ, as a JSON Pointer."""
    if isinstance(then, dict) and isinstance(now, dict):
        for name in [*then, *(name for name in now if name not in then)]:
            yield from differences(then.get(name), now.get(name), f"{path}/{name}")
    elif isinstance(then, list) and isinstance(now, list) and len(then) == len(now):
        for place, pair in enumerate(zip(then, now, strict=True)):
            yield from differences(*pair, f"{path}/{place}")
    elif then != now or type(then) is not type(now):
        yield _shown(then, now, path)


def _shown(then: Any, now: Any, path: str) -> str:
    plain = not any(isinstance(value, dict | list) for value in (then, now))
    if plain and path.startswith(SHOWN) and "/because/" not in path:
        return f"{path}: {json.dumps(then)} then, {json.dumps(now)} now"
    if isinstance(then, list) and isinstance(now, list):
        return f"{path}: {len(then)} then, {len(now)} now"
    return f"{path}: not the same"
