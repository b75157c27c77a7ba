"""A note whose words stand in an earlier note."""

from __future__ import annotations

from collections.abc import Iterable

from chargeline.evidence.earlier import Copied, Page, copied
from chargeline.model import Alert, Citation
from chargeline.rules.rule import Case, Finding, Rule


def check(case: Case) -> Iterable[Finding]:
    """Name the earlier note that today's repeats most; unread earlier notes stay silent."""
    if case.earlier is None:
        return
    run, least = case.number("history.copied_run_words"), case.number("history.copied_least_words")
    percent = case.number("history.copied_percent")
    if run is None or least is None or percent is None:
        return
    for today in case.earlier.today:
        found, before = _nearest(today, case.earlier.before, run)
        if before is not None and found.words >= least and 100 * found.again >= percent * found.words:
            yield _alert(found, before)


def _alert(found: Copied, before: Page) -> Alert:
    return Alert(
        rule=RULE.name,
        severity="warn",
        codes=(),
        message=f"{100 * found.again // found.words} percent of what this note tells of the visit stands word for "
        f"word in the note of {before.on.isoformat()}; a visit's note is an account of its own.",
        fix="Read the marked words again: keep what is true of this visit, and correct in the chart what is not.",
        citation=RULE.citations[0],
        evidence=found.spans,
    )


def _nearest(today: Page, before: tuple[Page, ...], run: int) -> tuple[Copied, Page | None]:
    """The earlier note that holds most of today's words, the latest of several alike."""
    nearest: tuple[Copied, Page | None] = (Copied(0, 0, ()), None)
    for page in before:
        found = copied(today, page, run)
        if found.again > nearest[0].again:
            nearest = (found, page)
    return nearest


RULE = Rule(
    code="CL901",
    name="copied_note",
    what="Compares what a note tells of its visit with the earlier notes of the case: runs of the same words in the "
    "same order. Headings, listed services, exercise and dose lines, goals, history, plans, signatures and short "
    "sentences may repeat and are not compared; a changed number breaks a run.",
    why="A note that could stand for any visit shows neither what was found that day nor why skill was needed. "
    "Reviewers set the notes of a case side by side.",
    fix="Keep what is true of this visit and correct the rest in the chart.",
    citations=(Citation(source="Chargeline: what chart reviewers look for", verified=False),),
    check=check,
    values=("history.copied_run_words", "history.copied_least_words", "history.copied_percent"),
)
