"""The exact preview: what would be sent, in clinical words and as the resource, under one digest.

The confirming click carries the digest. It covers everything shown and everything sent, so that nobody confirms
anything else than what they saw. The same inputs always give the same digest.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field, replace
from typing import Any
from zoneinfo import ZoneInfo

from chargeline.model import ChargeLine, Report
from chargeline_plugin.fhir.dig import Json
from chargeline_plugin.fhir.moments import local_day, moment
from chargeline_plugin.ledger.chain import canonical
from chargeline_plugin.visit.charges import GONE
from chargeline_plugin.visit.visit import ChargeSeen, NoteSeen, Visit
from chargeline_plugin.writeback import orders as making
from chargeline_plugin.writeback.bill_codes import NoBillCode
from chargeline_plugin.writeback.export import copy_line, csv_text
from chargeline_plugin.writeback.ladder import Rung, WhyNot
from chargeline_plugin.writeback.words import line_in_words
from chargeline_plugin.writeback.worksheet import TooLong

UNSIGNED = "note_not_signed"
ALREADY = "already_charged"
NOT_SIGNED = "The line rests on a note that is not signed in the chart."
SIGN_FIRST = "Sign the note first, then Read again; or state your reason when you send."


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """Why a line is not sent without a stated reason: a rule, what it says, and what to do first."""

    rule: str
    message: str
    fix: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PreviewLine:
    """One charge line as it would be sent. `already` are charges of the same code that the day holds."""

    line_id: str
    key: str
    code: str
    units: int
    modifiers: tuple[str, ...]
    diagnoses: tuple[str, ...]
    minutes: int | None
    words: str
    resource: Json | None = field(repr=False)
    blocks: tuple[Block, ...] = ()
    already: tuple[ChargeSeen, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """All of it. `copy_line` and `csv` are there on every rung, without the lines that went out before as charges;
    `orders` is empty on the export rung.
    """

    rung: Rung
    lines: tuple[PreviewLine, ...]
    orders: tuple[making.Order, ...] = field(repr=False)
    copy_line: str
    csv: str = field(repr=False)
    notes: tuple[tuple[str, str], ...]
    digest: str


def make_preview(
    *, visit: Visit, report: Report, rung: Rung, terms: making.Terms, entered: frozenset[str] = frozenset()
) -> Preview:
    """What would be sent for `report` on `rung`. What cannot be made falls back to the export, with the reason.

    `entered`: lines that went out as charges before, by id. Nobody is to enter them by hand as well.
    """
    rung, made = _orders(visit, report, rung, terms)
    by_line = {line_id: order for order in made for line_id in order.line_ids}
    lines = tuple(_line(line, visit, report, by_line.get(line.id), terms) for line in report.charge_lines)
    day = visit.date_of_service.isoformat() if visit.date_of_service else ""
    keys = {line.line_id: line.key for line in lines}
    left = [line for line in report.charge_lines if line.id not in entered]
    named = [replace(it, rendered_by=visit.clinician_names.get(it.rendered_by or "")) for it in left]
    preview = Preview(
        rung=rung,
        lines=lines,
        orders=made,
        copy_line=copy_line(left),
        csv=csv_text(named, day, [keys[line.id] for line in left]),
        notes=notes_of(visit),
        digest="",
    )
    return replace(preview, digest=_digest(preview, visit, report))


def _orders(visit: Visit, report: Report, rung: Rung, terms: making.Terms) -> tuple[Rung, tuple[making.Order, ...]]:
    try:
        return rung, making.orders(report.charge_lines, visit, replace(terms, rung=rung.name))
    except NoBillCode as lacking:
        why = str(lacking)
    except TooLong:
        why = "There are more charge lines than a worksheet holds."
    passed = (*rung.why_not, WhyNot(name=rung.name, why=why))
    return Rung(name="export", why=why, why_not=passed), ()


def _line(
    line: ChargeLine, visit: Visit, report: Report, order: making.Order | None, terms: making.Terms
) -> PreviewLine:
    key = order.key if order else ""
    ours = terms.located(key) if key else None
    already = tuple(
        charge
        for charge in visit.charges
        if charge.code == line.code and charge.id != ours and _counts(charge, visit, key)
    )
    return PreviewLine(
        line_id=line.id,
        key=key,
        code=line.code,
        units=line.units,
        modifiers=line.modifiers,
        diagnoses=line.diagnoses,
        minutes=line.minutes,
        words=line_in_words(line),
        resource=order.body if order else None,
        blocks=blocks_of(line, visit, report, already),
        already=already,
    )


def _counts(charge: ChargeSeen, visit: Visit, key: str) -> bool:
    zone = ZoneInfo(visit.time_zone)
    occurred = moment(charge.occurred, zone)
    same_day = occurred is None or local_day(occurred, zone) == visit.date_of_service
    return same_day and charge.status not in GONE and not (key and charge.key == key)


def blocks_of(
    line: ChargeLine, visit: Visit, report: Report, already: tuple[ChargeSeen, ...] = ()
) -> tuple[Block, ...]:
    """What speaks against a line; `already` are charges of its code that the day holds."""
    return tuple(_blocks(line, visit, report, already))


def _blocks(line: ChargeLine, visit: Visit, report: Report, already: tuple[ChargeSeen, ...]) -> Iterator[Block]:
    for alert in report.alerts:
        if alert.severity == "block" and (not alert.codes or line.code in alert.codes):
            yield Block(rule=alert.rule, message=alert.message, fix=alert.fix)
    if rests_on_unsigned(visit):
        yield Block(rule=UNSIGNED, message=NOT_SIGNED, fix=SIGN_FIRST)
    if already:
        message = f"The encounter already holds {line.code} that day."
        yield Block(rule=ALREADY, message=message, fix="Compare the two first; state your reason where both are right.")


def rests_on_unsigned(visit: Visit) -> bool:
    """Whether a note that the lines rest on is a pasted draft, or not signed in the chart."""
    return any(note.origin == "pasted" or note.signed is False for note in _resting_on(visit))


def notes_of(visit: Visit) -> tuple[tuple[str, str], ...]:
    """Id and proof of each note of the chart that the lines rest on."""
    return tuple((note.id, note.proof) for note in _resting_on(visit) if note.origin == "ehr")


def _resting_on(visit: Visit) -> tuple[NoteSeen, ...]:
    return tuple(note for note in visit.notes if note.chosen)


def _digest(preview: Preview, visit: Visit, report: Report) -> str:
    covered: dict[str, Any] = {
        "site": visit.site,
        "patient": visit.patient.id,
        "encounter": visit.encounter_id,
        "visit": visit.visit_key,
        "day": visit.date_of_service.isoformat() if visit.date_of_service else None,
        "notes": preview.notes,
        "rules": report.rules.digest,
        "rung": preview.rung.name,
        "lines": [asdict(line) for line in preview.lines],
        "orders": [order.to_json() for order in preview.orders],
    }
    return hashlib.sha256(canonical(covered).encode()).hexdigest()
