"""Who pays? Coverage through the site's payer table; what it does not name is a question.

Tried in order: the payer's identifier, then class or type, then the exact name. A coverage that only looks like
Medicare is not Medicare Part B: it may be an Advantage plan, which counts by other rules.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, tzinfo

from chargeline_plugin.fhir.chart import Chart
from chargeline_plugin.fhir.facts import CoverageFact
from chargeline_plugin.site import PayerRow
from chargeline_plugin.visit.visit import Candidate, Choices, Decision

ORDER = (("identifier",), ("class", "type"), ("name",))
WORDS = {"identifier": "payer identifier", "class": "plan class", "type": "coverage type", "name": "payer name"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Payers:
    """The decision on the primary payer's policy, and the secondary's policy where the table names one."""

    decision: Decision
    secondary: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Matched:
    """One active coverage and the row of the table that names it."""

    coverage: CoverageFact
    row: PayerRow | None


def decide_payer(chart: Chart, rows: Iterable[PayerRow], day: date | None, zone: tzinfo, choices: Choices) -> Payers:
    """The payer policy, None when nothing names it."""
    table = tuple(rows)
    matched = in_order(
        Matched(coverage=cover, row=row_for(cover, table, chart.payers))
        for cover in chart.coverages
        if active(cover, day, zone)
    )
    candidates = tuple(
        Candidate(value=policy, label=policy, because="In the site's payer table.")
        for policy in dict.fromkeys(row.policy for row in table)
    )
    secondary = next((match.row.policy for match in matched[1:] if match.row), None)
    if choices.policy:
        said = Decision(
            what="payer", value=choices.policy, because="You chose it.", candidates=candidates, chosen_by="clinician"
        )
        return Payers(decision=said, secondary=secondary)
    policy, because = primary(matched, chart)
    decision = Decision(what="payer", value=policy, because=because, candidates=candidates)
    return Payers(decision=decision, secondary=secondary if policy else None)


def primary(matched: tuple[Matched, ...], chart: Chart) -> tuple[str | None, str]:
    """The primary coverage's policy and why, or why it is a question."""
    if not matched:
        read = "coverage" in chart.asked
        return None, "No coverage is active that day." if read else "The coverage could not be read."
    first = [match for match in matched if match.coverage.order == matched[0].coverage.order]
    policies = {match.row.policy if match.row else None for match in first}
    if len(policies) > 1:
        return None, "Several coverages are active that day and the EHR does not say which comes first."
    row = first[0].row
    if row is None:
        alike = any("medicare" in words.lower() for words in (*first[0].coverage.kinds, *first[0].coverage.names))
        looks = (
            "It looks like Medicare, but the site's payer table does not name it"
            if alike
            else ("The site's payer table does not name this coverage")
        )
        return None, f"{looks}. Which payer policy applies?"
    return row.policy, f"By the {WORDS[row.by]} of the coverage, in the site's payer table."


def active(cover: CoverageFact, day: date | None, zone: tzinfo) -> bool:
    """Whether the coverage counts that day."""
    return cover.status == "active" and (day is None or cover.period.covers(day, zone))


def in_order(matched: Iterable[Matched]) -> tuple[Matched, ...]:
    """By Coverage.order; a coverage without one comes last."""
    return tuple(sorted(matched, key=lambda match: match.coverage.order or 99))


def row_for(cover: CoverageFact, table: tuple[PayerRow, ...], payers: Mapping[str, str]) -> PayerRow | None:
    """The first row of the table that names the coverage, by the surest property first."""
    names = (*cover.names, *(payers[payor] for payor in cover.payors if payor in payers))
    values = {"identifier": cover.identifiers, "class": cover.kinds, "type": cover.kinds, "name": names}
    for properties in ORDER:
        for row in table:
            if row.by in properties and row.value in values[row.by]:
                return row
    return None
