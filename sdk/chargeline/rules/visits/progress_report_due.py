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
    days, limit = _days(case), case.value("plan.progress_report_treatment_days")
    if days is None or isinstance(limit, NotPublished) or _reported_today(case):
        return
    last = int(str(limit.value))
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
        evidence=(FieldValue(field="/history/treatment_days_since_progress_report", value=days),),
    )


def _days(case: Case) -> int | None:
    """Treatment days of this case since the last report: as told, else counted from the earlier notes back to one."""
    history = case.encounter.history
    if history.treatment_days_since_progress_report is not None:
        return history.treatment_days_since_progress_report
    notes = [note for note in history.previous_notes or () if _same_case(case, note)]
    since = max((note.date for note in notes if note.kind in REPORTS), default=None)
    if since is None:
        return None
    treated = {note.date for note in notes if note.kind == TREATMENT and note.date > since} | {case.on}
    return len(treated)


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
