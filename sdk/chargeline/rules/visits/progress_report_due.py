"""The progress report of every tenth treatment day."""

from __future__ import annotations

from collections.abc import Iterable

from chargeline.book import NotPublished
from chargeline.model import Alert, Citation, FieldValue, PreviousNote
from chargeline.rules.rule import Case, Finding, Rule

REPORTS = ("progress-report", "evaluation", "re-evaluation", "discharge")
TREATMENT = "treatment-note"


def check(case: Case) -> Iterable[Finding]:
    """Say when one is due today or next; unread history stays silent, and never counts as zero."""
    counted, limit = _days(case), case.value("plan.progress_report_treatment_days")
    if counted is None or isinstance(limit, NotPublished) or _reported_today(case):
        return
    (days, evidence), last = counted, int(str(limit.value))
    if days < last - 1:
        return
    due = days >= last
    yield Alert(
        rule=RULE.name,
        severity="warn" if due else "info",
        codes=(),
        message=f"{days} treatment days since the last progress report, this one counted; one is due at the latest on "
        f"treatment day {last}.",
        fix="Write the progress report for this case; it is the therapist's own." if due else "Plan it for next time.",
        citation=limit.cite,
        evidence=(evidence,),
    )


def _days(case: Case) -> tuple[int, FieldValue] | None:
    """Treatment days of this case since the last report, as told, else counted from the earlier notes back to one;
    and where that stands."""
    history = case.encounter.history
    told = history.treatment_days_since_progress_report
    if told is not None:
        return told, FieldValue(field="/history/treatment_days_since_progress_report", value=told)
    notes = [(note.date, n, note) for n, note in enumerate(history.previous_notes or ()) if _same_case(case, note)]
    reports = [(day, n) for day, n, note in notes if note.kind in REPORTS]
    if not reports:
        return None
    since, at = max(reports)
    treated = {day for day, _, note in notes if note.kind == TREATMENT and day > since} | {case.on}
    return len(treated), FieldValue(field=f"/history/previous_notes/{at}/date", value=since.isoformat())


def _same_case(case: Case, note: PreviousNote) -> bool:
    return note.date < case.on and note.discipline in (None, case.encounter.discipline)


def _reported_today(case: Case) -> bool:
    return any(note.kind in REPORTS for note in case.encounter.notes)


RULE = Rule(
    code="CL601",
    name="progress_report_due",
    what="Says when a progress report is due, by the treatment days of this case.",
    why="A report is required at least once every ten treatment days, counted for each plan of care by itself. "
    "Services after a missed one are at risk.",
    fix="Write the progress report; an assistant's notes may supplement it, never replace it.",
    citations=(Citation(source="CMS 100-02 ch. 15 s220.3", verified=True),),
    check=check,
    values=("plan.progress_report_treatment_days",),
)
