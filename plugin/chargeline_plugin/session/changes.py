"""What Read again found, in a clinician's words."""

from __future__ import annotations

from collections.abc import Iterator

from chargeline.model import Report
from chargeline_plugin.session.judge import Judgement
from chargeline_plugin.visit.visit import ChargeSeen, NoteSeen, Visit


def changes(before: Visit, after: Visit, was: Judgement | None, now: Judgement | None) -> tuple[str, ...]:
    """One sentence a change; empty when the chart says what it said."""
    return (
        *_notes(before, after),
        *_charges(before, after),
        *_minutes(was, now),
        *_lines(was, now),
        *_elements(was, now),
    )


def _notes(before: Visit, after: Visit) -> Iterator[str]:
    known = {note.id: note for note in before.notes}
    for note in after.notes:
        yield from _note(known.get(note.id), note)
    for gone in known.keys() - {note.id for note in after.notes}:
        yield f"{known[gone].title} is no longer shown by the EHR."


def _note(before: NoteSeen | None, note: NoteSeen) -> Iterator[str]:
    if before is None:
        yield f"{note.title} is new."
        return
    if before.digest != note.digest:
        yield f"{note.title} was amended."
    if note.signed and not before.signed:
        yield f"{note.title} is now signed."


def _charges(before: Visit, after: Visit) -> Iterator[str]:
    """What somebody did to the day's charges; nothing where they could not be read both times."""
    if not (before.charges_read and after.charges_read):
        return
    known, now = {it.id: it for it in before.charges}, {it.id: it for it in after.charges}
    for charge in after.charges:
        was = known.get(charge.id)
        if was is None:
            yield f"A charge is new on the encounter: {_charge(charge)}."
        elif _charge(was) != _charge(charge):
            yield f"A charge on the encounter was {_charge(was)} and is now {_charge(charge)}."
    for gone in known.keys() - now.keys():
        yield f"A charge on the encounter is no longer shown by the EHR: {_charge(known[gone])}."


def _charge(it: ChargeSeen) -> str:
    return f"{' '.join((f'{it.code} x{it.units}', *it.modifiers))}, {it.status}"


def _minutes(was: Judgement | None, now: Judgement | None) -> Iterator[str]:
    if was is None or now is None:
        return
    codes = {service.id: service.code or service.id for service in now.report.services}
    for service in now.documented:
        before, minutes = was.in_the_chart(service), now.in_the_chart(service)
        if service in was.documented and before != minutes:
            told = "no minutes" if before is None else f"{before} minutes"
            yield f"{codes[service]}: {told} documented before, now {'none' if minutes is None else minutes}."


def _lines(was: Judgement | None, now: Judgement | None) -> Iterator[str]:
    before, after = _units(was), _units(now)
    for code in sorted(before.keys() | after.keys()):
        if before.get(code, 0) != after.get(code, 0):
            yield f"{code}: {_told(before.get(code, 0))} before, now {after.get(code, 0) or 'none'}."


def _units(judged: Judgement | None) -> dict[str, int]:
    units: dict[str, int] = {}
    for line in judged.report.charge_lines if judged else ():
        units[line.code] = units.get(line.code, 0) + line.units
    return units


def _told(units: int) -> str:
    return "no unit" if not units else f"{units} unit{'' if units == 1 else 's'}"


def _elements(was: Judgement | None, now: Judgement | None) -> Iterator[str]:
    if was is None or now is None:
        return
    mended = _with(was.report, "missing", "weak") & _with(now.report, "present")
    fresh = _with(was.report, "present") & _with(now.report, "missing", "weak")
    if mended:
        yield f"{_things(mended)} that the note lacked {_is(mended)} now there."
    if fresh:
        yield f"{_things(fresh)} {_is(fresh)} now missing."


def _with(report: Report, *statuses: str) -> frozenset[tuple[str, str | None]]:
    return frozenset((e.element, e.code) for e in report.elements if e.status in statuses)


def _things(them: frozenset[tuple[str, str | None]]) -> str:
    names = {element for element, _ in them}
    return f"{len(names)} point{'' if len(names) == 1 else 's'}"


def _is(them: frozenset[tuple[str, str | None]]) -> str:
    return "is" if len({element for element, _ in them}) == 1 else "are"
