"""How an element is judged: what it applies to, what counts, and what is said when it is not there.

Not a rule: each rule of this folder says what its element is and which mentions count; the rest is the same for all.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache

from chargeline.book import Policy
from chargeline.evidence.reading import Illegible, Mention
from chargeline.model import Citation, Element, Encounter, Evidence, Level, ServiceRead, Status
from chargeline.rules.codes.choice import question_id
from chargeline.rules.rule import Asked, Case, Finding, Rule

TREATMENT_NOTE = Citation(source="CMS 100-02 ch. 15 s220.3", verified=True)
"""What a treatment note must hold (paragraph E)."""
SKILLED = Citation(source="CMS 100-02 ch. 15 s220.2", verified=True)
SUPPORTING = Citation(source="NGS LCD L33631, supportive documentation", verified=False)
REVIEWERS = Citation(source="Chargeline: what chart reviewers look for", verified=False)

EXERCISE = ("97110", "97112", "97113", "97150")
ACTIVITY = ("97530", "97535", "97542", "97116", "97129", "92507", "92526")
ANY = ("*",)
"""Every note, whatever its codes."""
TIMED = ("timed",)
"""Every code that is counted by time."""
WITH_PATIENT = ("timed, with the patient",)
"""Every one of these for which somebody is with the patient."""

Find = Callable[[Case, str | None], Iterable[Evidence]]
NOT_READ = "The notes of this visit could not be read, so nothing in them can be called missing."
NO_NOTE = "No note of this visit was given."
ILLEGIBLE = "A note of this visit could not be read, so nothing in it can be called missing."
FIRST_VISIT = "An initial evaluation has no earlier visit to speak of."
NOBODY_ASKS = "None of this visit's services asks for it."
NO_VISIT = "The note says that the visit did not take place."


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """What an element's rule adds to its page: `find` yields the evidence that it is there, `vague` what comes near.

    `codes` are those it applies to. `present`, `missing` and `weak` are said to the clinician. `structure`: it may be
    found in the encounter's structure, without any words. `earlier`: it speaks of an earlier visit, which an initial
    evaluation has not.
    """

    level: Level
    codes: tuple[str, ...]
    find: Find
    present: str
    missing: str
    weak: str = ""
    vague: Find | None = None
    structure: bool = False
    earlier: bool = False


def element(page: Rule, judged: Judged) -> Callable[[Case], Iterable[Finding]]:
    """The check of one element: one finding for the note, or one for each code that it applies to."""

    @lru_cache(maxsize=256)
    def bare(code: str | None, status: Status, reason: str | None) -> Element:
        """An element without evidence: of few kinds, and never changed once made."""
        return _element(page, judged, code, status, reason=reason)

    @lru_cache(maxsize=256)
    def wordless(codes: tuple[str, ...], timed: tuple[str, ...], reason: str) -> tuple[Element, ...]:
        """What is said of these codes where there are no words to find anything in."""
        subjects = _subjects(judged.codes, codes, timed)
        return tuple(bare(code, "cannot_tell", reason) for code in subjects) or (
            bare(None, "not_applicable", NOBODY_ASKS),
        )

    def check(case: Case) -> Iterable[Finding]:
        asked = case.asked
        if asked.unread and not (asked.words or judged.structure):
            found: Iterable[Element] = wordless(asked.codes, _timed(judged, asked), asked.unread)
        else:
            found = told(case)
        policy = case.policy
        return _wanted(found, policy, policy.levels[page.name]) if policy and page.name in policy.levels else found

    def told(case: Case) -> Iterator[Element]:
        subjects = _subjects(judged.codes, case.asked.codes, _timed(judged, case.asked))
        if not subjects:
            yield bare(None, "not_applicable", NOBODY_ASKS)
        for code in subjects:
            status, found = _judge(judged, case, code)
            if case.asked.off and status in ("weak", "missing"):
                yield bare(code, "not_applicable", NO_VISIT)
            elif found:
                yield _element(page, judged, code, status, found=found)
            elif status == "missing" and judged.earlier and _is_first(case.encounter):
                yield bare(code, "not_applicable", FIRST_VISIT)
            else:
                yield bare(code, status, case.asked.unread if status == "cannot_tell" else None)

    return check


def _wanted(found: Iterable[Element], policy: Policy, level: Level) -> Iterator[Element]:
    """The same as this payer wants it, by the payer's own source. What nobody has checked is not required."""
    cite = policy.citations["levels"]
    level = "expected" if level == "required" and not cite.verified else level
    return (replace(one, level=level, citation=cite) for one in found)


def _is_first(encounter: Encounter) -> bool:
    """Whether all that was written today is an initial evaluation."""
    return bool(encounter.notes) and all(note.kind == "evaluation" for note in encounter.notes)


def _element(
    page: Rule,
    judged: Judged,
    code: str | None,
    status: Status,
    *,
    reason: str | None = None,
    found: tuple[Evidence, ...] = (),
) -> Element:
    said = {"present": judged.present, "weak": judged.weak, "missing": judged.missing}.get(status)
    return Element(
        element=page.name,
        code=code,
        status=status,
        level=judged.level,
        message=said or reason or "",
        fix=page.fix if status in ("weak", "missing", "cannot_tell") else None,
        citation=page.citations[0],
        reason=reason,
        evidence=found,
    )


def _judge(judged: Judged, case: Case, code: str | None) -> tuple[Status, tuple[Evidence, ...]]:
    there = _distinct(judged.find(case, code))
    if there:
        return "present", there
    vague = _distinct(judged.vague(case, code)) if judged.vague else ()
    if vague:
        return "weak", vague
    return ("cannot_tell" if case.asked.unread else "missing"), ()


def _distinct(found: Iterable[Evidence]) -> tuple[Evidence, ...]:
    all_ = tuple(found)
    return all_ if len(all_) < _SEVERAL else tuple(dict.fromkeys(all_))


_SEVERAL = 2


def unread(encounter: Encounter, illegible: Mapping[str, Illegible]) -> str | None:
    """Why the notes cannot be judged; None when they can. An empty note beside another takes nothing away."""
    if encounter.not_read and any(gap.what == "notes" for gap in encounter.not_read):
        return NOT_READ
    if any(why != "empty" for why in illegible.values()):
        return ILLEGIBLE
    return NO_NOTE if len(illegible) == len(encounter.notes) else None


def _timed(judged: Judged, asked: Asked) -> tuple[str, ...]:
    return asked.with_patient if judged.codes == WITH_PATIENT else asked.timed


@lru_cache(maxsize=1024)
def _subjects(wanted: tuple[str, ...], codes: tuple[str, ...], timed: tuple[str, ...]) -> tuple[str | None, ...]:
    """The codes of a visit that an element applies to; None alone stands for the note."""
    if wanted == ANY:
        return (None,)
    return timed if wanted in (TIMED, WITH_PATIENT) else tuple(code for code in codes if code in wanted)


def asked(case: Case, settled: Iterable[ServiceRead]) -> Asked:
    """What the elements are asked about, once the services are settled: a suggestion until the clinician decides."""
    given, book = case.encounter, case.book
    services: dict[str, frozenset[str]] = {}
    for one in settled:
        decided = one.suggested_code is None or case.said(question_id(one.id), one.code or "")
        for code in filter(None, (one.code, None if decided else one.suggested_code)):
            services[code] = services.get(code, frozenset()) | {one.id}
    rows = [row for code in services if (row := book.code(code, given.date_of_service)) is not None and row.timed]
    return Asked(
        codes=tuple(services),
        timed=tuple(row.code for row in rows),
        with_patient=tuple(row.code for row in rows if row.with_patient),
        services=services,
        unread=unread(given, case.reading.unread),
        words=bool(given.notes) or any(service.text for service in given.services),
        off=any(one.whole and not one.doubted and not one.but for one in case.reading.denied),
    )


def services_of(case: Case, code: str) -> frozenset[str]:
    """The ids of the services that carry or may carry a code."""
    return case.asked.services.get(code, frozenset())


def mentions(case: Case, code: str | None, *kinds: str, but: frozenset[str]) -> Iterator[Mention]:
    """Mentions of these kinds that stand in no context of `but` and belong to the code or to the visit."""
    by_kind = case.reading.by_kind
    if by_kind.keys().isdisjoint(kinds):
        return
    ids = services_of(case, code) if code else frozenset()
    for kind in kinds:
        for mention in by_kind.get(kind, ()):
            if mention.context & but:
                continue
            if code is None or not mention.services or not ids.isdisjoint(mention.services):
                yield mention


def evidence(found: Iterable[Mention]) -> Iterator[Evidence]:
    """The words of mentions."""
    for mention in found:
        yield mention.evidence
