"""Charge lines, the services that earn no unit, and how the units were counted."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Final

from chargeline.model import Allocation, ChargeLine, NoteSpan, Report, ServiceRead, Unbilled
from chargeline_plugin.session.judge import Judgement
from chargeline_plugin.visit.visit import Visit
from chargeline_plugin.web.show import words
from chargeline_plugin.web.show.proof import Anchors, reasons
from chargeline_plugin.web.show.sent import in_short, settled
from chargeline_plugin.writeback.history import LineHistory
from chargeline_plugin.writeback.words import line_in_words
from chargeline_templates.pieces import Counting, Hint, LineRow, Reason, ServiceRow

METHODS: Final = {"cms-8-minute": "the CMS 8-minute rule", "ama-midpoint": "the midpoint rule, each code alone"}


def line_rows(
    visit: Visit, judged: Judgement, needed: Sequence[Hint], anchors: Anchors, held: Mapping[str, LineHistory]
) -> tuple[LineRow, ...]:
    """Lines first, then what earns no unit, then what is not settled yet."""
    report = judged.report
    rows = _Rows(visit, judged, needed, anchors, held)
    return tuple(
        [rows.line(place, line) for place, line in enumerate(report.charge_lines, 1)]
        + [rows.unbilled(place, it) for place, it in enumerate(report.unbilled, 1)]
        + [rows.unsettled(place, it) for place, it in enumerate(_unsettled(report), 1)]
    )


class _Rows:
    """One visit's rows; holds what every row needs."""

    def __init__(
        self,
        visit: Visit,
        judged: Judgement,
        needed: Sequence[Hint],
        anchors: Anchors,
        held: Mapping[str, LineHistory],
    ) -> None:
        self.held, self.visit = held, visit
        self.label = partial(words.label, book=judged.book)
        self.judged, self.needed, self.anchors = judged, needed, anchors
        self.read = {service.id: service for service in judged.report.services}
        self.texts = {s["id"]: s.get("text") or "" for s in visit.encounter.get("services", ())}
        people = visit.encounter.get("clinicians", ())
        self.people = {c["id"]: visit.clinician_names.get(c["id"]) or c.get("credentials") or "" for c in people}

    def line(self, place: int, line: ChargeLine) -> LineRow:
        read = [self.read[service] for service in line.services if service in self.read]
        return LineRow(
            id=f"line-{place}",
            code=line.code,
            label=self.label(line.code),
            suggested=not self.texts.keys() & set(line.services),
            suggested_code=_other(read),
            units=line.units,
            modifiers=line.modifiers,
            diagnoses=line.diagnoses,
            services=self.services(read),
            rendered_by=self.people.get(line.rendered_by or "") or None,
            to_add=sum(line.code in hint.codes and hint.tone in ("required", "expected") for hint in self.needed),
            stopped=None if self.settled(line) else self.stopped(line.code),
            sent=self.sent(line),
            settled=self.settled(line),
            because=reasons(line.because, self.anchors),
        )

    def unbilled(self, place: int, it: Unbilled) -> LineRow:
        read = [self.read[it.service]] if it.service in self.read else []
        return self._without_units(f"unbilled-{place}", it.code, read, reasons(it.because, self.anchors), units=0)

    def unsettled(self, place: int, it: ServiceRead) -> LineRow:
        return self._without_units(f"unsettled-{place}", it.code, [it], (), units=None)

    def _without_units(
        self, id: str, code: str | None, read: list[ServiceRead], because: tuple[Reason, ...], *, units: int | None
    ) -> LineRow:
        return LineRow(
            id=id,
            code=code,
            label=self.label(code) or next((self.texts.get(s.id, "") for s in read), ""),
            suggested=False,
            suggested_code=_other(read),
            units=units,
            modifiers=(),
            diagnoses=(),
            services=tuple(map(self.service, read)),
            rendered_by=None,
            to_add=0,
            stopped=self.stopped(code),
            sent=None,
            settled=False,
            because=because,
        )

    def services(self, read: Sequence[ServiceRead]) -> tuple[ServiceRow, ...]:
        """The services of one line; those of one name go by the first words that the note has for each."""
        rows = tuple(map(self.service, read))
        if len({row.label for row in rows}) == len(rows):
            return rows
        return tuple(replace(row, label=_first_words(it) or row.label) for row, it in zip(rows, read, strict=True))

    def service(self, read: ServiceRead) -> ServiceRow:
        return ServiceRow(
            id=read.id,
            label=self.texts.get(read.id) or self.label(read.code) or "Service",
            minutes=read.minutes,
            assistant_minutes=read.assistant_minutes or None,
            documented=self.judged.documented.get(read.id),
            differs=read.id in self.judged.differing,
            answered=read.id in self.judged.answered,
        )

    def sent(self, line: ChargeLine) -> str | None:
        """Where this line stands, when it was sent from here for this visit."""
        held = self.held.get(line.id)
        return in_short(held, _without_minutes(line), self.visit) if held else None

    def settled(self, line: ChargeLine) -> bool:
        """Whether it is in the EHR as it stands here."""
        held = self.held.get(line.id)
        return held is not None and settled(held, self.visit) and held.words == _without_minutes(line)

    def stopped(self, code: str | None) -> str | None:
        """The first blocking alert that names this code."""
        blocking = (a for a in self.judged.report.alerts if a.severity == "block" and code in a.codes)
        return next((f"{alert.message} {alert.fix}" for alert in blocking), None)


def _without_minutes(line: ChargeLine) -> str:
    """The line as the ledger's words have it: a charge in the EHR holds no minutes."""
    return line_in_words(replace(line, minutes=None))


def _other(read: Iterable[ServiceRead]) -> str | None:
    """The code that the note reads like, when it is another than a service counts on."""
    return next((s.suggested_code for s in read if s.suggested_code not in (None, s.code)), None)


def _first_words(read: ServiceRead) -> str | None:
    """What a service is called where the note names it."""
    return next((piece.text for piece in read.evidence if isinstance(piece, NoteSpan) and piece.text.strip()), None)


def _unsettled(report: Report) -> Iterator[ServiceRead]:
    settled = {service for line in report.charge_lines for service in line.services}
    settled |= {it.service for it in report.unbilled}
    return (service for service in report.services if service.id not in settled)


def counting(allocations: Iterable[Allocation], anchors: Anchors) -> tuple[Counting, ...]:
    """One sentence an allocation."""
    return tuple(
        Counting(sentence=_sentence(it), because=reasons(it.because, anchors)) for it in allocations if it.minutes
    )


def _sentence(it: Allocation) -> str:
    payer = "For the secondary payer: " if it.role == "secondary" else ""
    ways = f" {it.options_total} ways are equally right." if it.options_total > 1 else ""
    minutes, units = words.plural(it.minutes, "timed minute"), words.plural(it.units, "unit")
    return f"{payer}{minutes} {'makes' if it.minutes == 1 else 'make'} {units} by {METHODS[it.method]}.{ways}"
