"""An encounter out of a mapping: everything that is wrong with it is found in one reading."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from chargeline.errors import BadEncounter
from chargeline.model import Encounter
from chargeline.wire.fields import DATE, Problems, wrong
from chargeline.wire.shapes import CONTRACT, ENCOUNTER

if TYPE_CHECKING:
    from chargeline.values.span import Span


def read_encounter(given: Mapping[str, Any], span: Span | None = None) -> Encounter:
    """The encounter. Raises BadEncounter with every problem, each with its path and fix.

    Keys that begin with `x-` are ignored; null is the same as absent; 0 minutes are data. With `span`, a rule book's,
    the date of service must lie within it.
    """
    problems: Problems = []
    encounter: Encounter | None = ENCOUNTER.read(_without_contract(given, problems), "", problems)
    if isinstance(given, Mapping):
        _either(given, problems)
        _unique(given, problems)
        _performers(given, problems)
        _day(given, span, problems)
    if problems or encounter is None:
        raise BadEncounter(tuple(problems))
    return encounter


def _without_contract(given: Any, problems: Problems) -> Any:
    if not isinstance(given, Mapping) or "contract" not in given:
        return given
    CONTRACT.read(given["contract"], "/contract", problems)
    return {key: value for key, value in given.items() if key != "contract"}


def _day(given: Mapping[str, Any], span: Span | None, problems: Problems) -> None:
    on = DATE.read(given.get("date_of_service"), "", [])
    outside = span.problem(on) if span and on else None
    if outside:
        problems.append(outside)


def _either(given: Mapping[str, Any], problems: Problems) -> None:
    if given.get("services") is None and given.get("notes") is None:
        wrong(problems, "/services", "is missing, and so is /notes.", "Send at least one of the two.")


def _unique(given: Mapping[str, Any], problems: Problems) -> None:
    for key in ("clinicians", "services", "notes"):
        _unique_in(given, key, f"/{key}", "id", problems)
    _unique_in(given, "answers", "/answers", "question", problems)
    history = given.get("history")
    if isinstance(history, Mapping):
        _unique_in(history, "previous_notes", "/history/previous_notes", "id", problems)


def _unique_in(given: Mapping[str, Any], key: str, path: str, by: str, problems: Problems) -> None:
    seen: dict[str, int] = {}
    for n, entry in _objects(given.get(key)):
        name = entry.get(by)
        if not isinstance(name, str):
            continue
        if name in seen:
            said = f"is the same as that of {path}/{seen[name]}."
            wrong(problems, f"{path}/{n}/{by}", said, "Give each its own, or send it once.")
        seen.setdefault(name, n)


def _performers(given: Mapping[str, Any], problems: Problems) -> None:
    people = {person.get("id") for _, person in _objects(given.get("clinicians"))}
    for n, service in _objects(given.get("services")):
        for m, segment in _objects(service.get("segments")):
            named = segment.get("performers")
            for k, performer in enumerate(named if isinstance(named, list | tuple) else ()):
                if isinstance(performer, str) and performer not in people:
                    said = "names someone who is not among the clinicians."
                    path = f"/services/{n}/segments/{m}/performers/{k}"
                    wrong(problems, path, said, "Add the clinician, with the role, to /clinicians.")


def _objects(entries: Any) -> Iterator[tuple[int, Mapping[str, Any]]]:
    if isinstance(entries, list | tuple):
        for n, entry in enumerate(entries):
            if isinstance(entry, Mapping):
                yield n, entry
