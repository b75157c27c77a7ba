"""The sections of a note and the labels of its lines: "Plan:" holds to the next heading, "Pain:" to its line's end."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from chargeline.evidence.text.lists import word_set
from chargeline.evidence.text.scan import Hit, Scan

if TYPE_CHECKING:
    from chargeline.evidence.text.structure import Segment

NOT_TREATMENT = frozenset({"subjective", "plan", "goals", "history", "home"})
"""Sections that tell nothing of what was done in this visit."""


def name_sections(found: list[Segment]) -> None:
    """A heading opens a section for what follows; one in a row's first cell, or a label, for the rest of its line."""
    section, label, line, row, since = None, None, -1, None, -1
    timed, treated = False, -1
    for n, segment in enumerate(found):
        if segment.line != line:
            listed = label == "goals" and segment.scan.words[segment.i] in _FURTHER
            label, line, row = "goals" if listed else None, segment.line, None
        opened = _opening(segment)
        if section == "plan" and opened == ("treatment", True) and _is_planned(segment, found[n + 1 : n + 2]):
            opened = ("plan", True)
        if opened and opened[0] in _TOPICS and _heads_treatment(segment):
            opened = None
        if opened is None and label in _ENDED_BY_TREATMENT and _opens_treatment(segment) and not _lists(found, n):
            label = None
        if opened is not None:
            name, lasting = opened
            if lasting and (_in_cell(segment.scan, segment.kinds["labels"][0]) or segment.scan.words[segment.i] == "["):
                row = name
            elif lasting:
                section, label, since = name, None, segment.line
                treated = _last_treated(found) if name == "subjective" and treated < 0 else treated
            else:
                label = name
                billed = name == "minutes" and segment.has("services")
                section = None if section in _ENDED_BY.get(name, ("plan",) if billed else ()) else section
        elif _is_before(section, label) and _starts_with(segment, "now"):
            section, label = (None if section in _BEFORE else section), None
        elif section in _TOLD and label is None:
            section = (
                "treatment" if _ends_report(found, n, since, treated if section == "subjective" else n) else section
            )
        elif section == "plan" and label is None and _ends_plan(segment, None if timed else found[n - 1]):
            section = None
        timed = timed or (section not in NOT_TREATMENT and segment.has("services") and segment.has("minutes", "clock"))
        told = section == "plan" and label is None and opened is None and _is_done(segment)
        segment.section, segment.label = row or (None if told else section), label


_FURTHER = frozenset("23456")
"""What numbers the next goal of a list that opened on its label's line."""
_ENDED_BY = {"today": ("history", "goals"), "function": ("plan",), "response": ("plan",), "pain": ("plan",)}
"""Labels of today's findings, and the sections of another day that they end."""
_ENDED_BY_TREATMENT = ("goals", "history", "pain", "function", "education")
"""Labels that speak of no treatment, behind which a sentence of their line may tell one: "Goal: walk. TE 25 min"."""
_TOLD = ("subjective", "history")
_BEFORE = ("history", "baseline")


def _is_before(section: str | None, label: str | None) -> bool:
    """Whether what stands here is told of another day, until a sentence opens with "now"."""
    return label in _BEFORE or (label is None and section in _BEFORE)


def _ends_report(found: list[Segment], n: int, since: int, treated: int) -> bool:
    """Whether a segment below a report or a history tells treatment, which no heading from `treated` on does."""
    if _starts_with(found[n], "services"):
        return found[n].line != since or not _is_treated(found[n:])
    return n > treated and _is_given(found[n], found[n - 1])


def _is_treated(behind: list[Segment]) -> bool:
    """Whether a heading of what was found or done still follows: then no sentence of the report ends it."""
    return any(opened and opened[0] in _DONE for opened in map(_opening, behind))


_DONE = ("objective", "treatment")


def _last_treated(found: list[Segment]) -> int:
    """Where the last heading of what was found or done stands: a report that one follows has its end there."""
    return max((n for n, one in enumerate(found) if (opened := _opening(one)) and opened[0] in _DONE), default=0)


def _is_given(segment: Segment, above: Segment) -> bool:
    """Whether a line below a report tells treatment: a service with minutes, or exercise in sets, that nobody reports.

    "Final visit treatment: ther ex 18 min", "Land 15 min: rows 2x12"; not "She does bridges 2x10 at home".
    """
    service = segment.has("services") and segment.has("minutes")
    exercise = segment.has("exercises", "techniques") and segment.has("dose", "reps")
    first = segment.first("services", "exercises", "techniques")
    if not (service or exercise) or first is None or segment.line == above.line:
        return False
    if segment.has("often", "family", "plans", "context"):
        return False
    words = segment.scan.words[segment.i : first.i]
    before = frozenset(word for k, word in enumerate(words) if k == 0 or words[k - 1] not in _WITH)
    told = before if _TOLD_AS_DONE.isdisjoint(before) else before - _SUBJECTS
    return "home" not in segment.said and _REPORTS.isdisjoint(told)


_WITH = word_set("with by /")
"""Behind these "pt" is the therapist: "30 min 1:1 with PT in water"."""
_SUBJECTS = word_set("pt patient client")
_REPORTS = _SUBJECTS | word_set(
    "reports reported states stated says said denies denied feels felt tells told asks asked wants tried did does doing"
    " he she they i my me hep home daily gym work"
)
_TOLD_AS_DONE = word_set("performed completed participated received seen instructed tolerated")


def _tells_of_today(segment: Segment) -> bool:
    """Whether a line below a plan begins with the treatment of today: "Treatment today after eval, TherEx 15 min"."""
    if not _starts_with(segment, "labels"):
        return False
    first = segment.hits[0]
    of_treatment = first.entries["labels"].more.startswith("treatment")
    return of_treatment and "today" in segment.scan.words[first.i : first.j + 1]


_TOPICS = ("pain", "function")


def _heads_treatment(segment: Segment) -> bool:
    """Whether a finding's label is only what a service was for, named with its minutes behind: "Pain: MT 10 min"."""
    label = segment.kinds["labels"][0]
    named = any(hit.i == label.j + 1 for hit in segment.kinds.get("services", ()))
    ends = {hit.j for hit in segment.kinds.get("services", ())}
    return named and any(hit.i in ends for hit in segment.kinds.get("minutes", ()))


def _opens_treatment(segment: Segment) -> bool:
    """Whether a sentence opens with a service's name, and its minutes or a colon stand right behind: "TE 25 min"."""
    words = segment.scan.words
    if not _starts_with(segment, "services") or words[segment.i - 1] != ".":
        return False
    name = segment.hits[0]
    number = next((hit for hit in segment.kinds.get("minutes", ()) if hit.i == name.j), None)
    if number is None:
        return words[name.j : name.j + 1] == [":"] and segment.has("minutes")
    return number.j >= segment.j or not words[number.j][0].isalpha()


def _is_done(segment: Segment) -> bool:
    """Whether a sentence behind a plan tells a service with its minutes as done: "P: MBSS. TE 15 min given today"."""
    words, said = segment.scan.words, segment.said
    if not _starts_with(segment, "services") or words[segment.i - 1] != "." or segment.has("often", "plans"):
        return False
    k = segment.hits[0].j
    k += words[k] in _BEFORE_MINUTES
    timed = any(hit.i == k for hit in segment.kinds.get("minutes", ()))
    return timed and not _DEEDS.isdisjoint(said) and _NOT_YET.isdisjoint(said)


_DEEDS = word_set(
    "provided performed completed given done trained instructed educated practiced received administered rendered"
)
_NOT_YET = word_set(
    "be been to will should may next last previous prior if when once until after unless home hep daily"
)


def _ends_plan(segment: Segment, above: Segment | None) -> bool:
    """Whether a line below a plan tells of today: totals, today's treatment, or the first minutes that a note tells."""
    return _starts_with(segment, "totals") or _tells_of_today(segment) or (above is not None and _bills(segment, above))


def _bills(segment: Segment, above: Segment) -> bool:
    """Whether a line below what is planned is a row of the billing: a name that opens it, its minutes right behind.

    No row of a plan, which stands below its heading or what else it lists, or tells how often; a plan that has told
    how often lists no more.
    """
    if segment.line == above.line or not _starts_with(segment, "services") or segment.has("often", "plans"):
        return False
    words, k = segment.scan.words, segment.hits[0].j
    named = {n for hit in segment.all("services", "tiers") for n in range(hit.i, hit.j)}
    while k < segment.j and (k in named or words[k] in _BEFORE_MINUTES):
        k += 1
    scheduled = above.has("often") and not above.has("minutes")
    planned = words[above.j - 1] == ":" or (above.has("services") and not scheduled)
    planned = planned or (above.j - above.i <= _SHORT and "next" in above.said)
    return not planned and any(hit.i == k for hit in segment.kinds.get("minutes", ()))


def _is_planned(segment: Segment, behind: list[Segment]) -> bool:
    """Whether a plan goes on with the names of what is to be given: "Interventions: TE, MT"; no time, no deed."""
    timed = any(one.line == segment.line and one.has("minutes") for one in behind)
    done = segment.has("quantity", "exercises", "techniques") or "today" in segment.said
    return segment.has("services") and not (timed or done)


_BEFORE_MINUTES = frozenset(("(", ")", ":", "-", "=", ","))


def _lists(found: list[Segment], n: int) -> bool:
    """Whether a service is told under the label already, whose list may go on: "Goals: gait 20 min. TE 25 min"."""
    k = n - 1
    while k >= 0 and (found[k].line, found[k].label) == (found[n].line, found[n - 1].label):
        if found[k].has("services"):
            return True
        k -= 1
    return False


def _starts_with(segment: Segment, kind: str) -> bool:
    """Whether a line begins with something of that kind."""
    first = segment.hits[0] if segment.hits else None
    return first is not None and first.i - segment.i <= 1 and kind in first.entries


def _opening(segment: Segment) -> tuple[str, bool] | None:
    """The label that opens a segment, and whether it lasts past its line."""
    hit = _label(segment)
    if hit is None:
        return None
    scan = segment.scan
    past = _past_remark(scan, hit)
    after = scan.words[past] if past < len(scan.words) else "\n"
    alone = after == "\n" or hit.j >= segment.j
    marked = alone or _ends_label(scan, hit, after) or (after == ";" and segment.j - segment.i < _SHORT)
    if not (marked or scan.words[hit.i] in _OF_HISTORY):
        return None
    entry = hit.entries["labels"]
    if entry.more.startswith("plan") and _RATED.match(scan.folded, hit.end):
        return "pain", False
    if len(scan.words[hit.i]) == 1 and hit.j - hit.i == 1 and after in _EQUALS:
        return None
    kind, _, lasting = entry.more.partition(" ")
    if kind == "goals" and not alone:
        return kind, False
    return kind, lasting == "section" or (alone and kind == "history")


_OF_HISTORY = word_set("pmh pmhx psh pshx hpi plof")
"""These can be nothing but labels, with or without a mark: "PMH migraine, anxiety"."""
_SHORT = 6
"""Tokens of a segment that is hardly more than its label."""
_EQUALS = ("=", "→")
"""After a single letter these tell a value, no section: "P = 3"."""
_RATED = re.compile(r":?\s?[0-9]{1,2}(?:-[0-9]{1,2})?\s?/\s?10\b")
"""What follows "P:" when it stands for pain."""


def _label(segment: Segment) -> Hit | None:
    """The label with which a segment begins, behind its signs or a ticked box."""
    if "labels" not in segment.kinds:
        return None
    words, i = segment.scan.words, segment.i
    if words[i : i + 3] == ["[", "x", "]"]:
        i = min(i + 3, segment.j - 1)
    hit = next((one for one in segment.kinds["labels"] if one.i >= i), None)
    if hit is None or not words[hit.i][0].isalnum() or any(word[0].isalnum() for word in words[i : hit.i]):
        return None
    return hit


def _past_remark(scan: Scan, hit: Hit) -> int:
    """The token after what stands between a label and its colon: "PRIOR NOTE 2/4:", "Treatment today, one on one:"."""
    words, k = scan.words, hit.j
    last = min(k + _REMARK, len(words))
    if words[k : k + 1] == ["("]:
        k = next((n + 1 for n in range(k, last) if words[n] == ")"), k)
    elif words[k : k + 1] == [","] or (k < last and words[k] in _INCLUDED):
        k = next((n for n in range(k, last) if words[n] == ":" and not words[n - 1].isdigit()), k)
    while k < last and (words[k].isdigit() or words[k] == "/"):
        k += 1
    return k if k < len(words) and words[k] == ":" and "\n" not in words[hit.j : k] else hit.j


_REMARK = 9
"""Tokens that may stand between a label and its colon."""
_INCLUDED = word_set("today this performed provided included includes consisted as today's")
"""What follows a label that opens what was done: "Treatment this visit consisted of:"."""


_ENDS = frozenset({":", "-", "=", "→", ">"})
_CLOSES = {"(": ")", "[": "]"}


def _ends_label(scan: Scan, hit: Hit, after: str) -> bool:
    """Whether a label's mark follows it: "Plan:", "P>", "(P)", "Planning." at the head of a sentence."""
    if after in _ENDS or scan.words[hit.j - 1] in _ENDS or _in_cell(scan, hit):
        return True
    before = scan.words[hit.i - 1] if hit.i else ""
    if after in (")", "]"):
        letter = before in ("", "\n") and scan.text[hit.start].isupper() and hit.j - hit.i == 1
        return letter or _CLOSES.get(before) == after
    stopped = after == "." and hit.end - hit.start > 3 and scan.text[hit.start].isupper()
    return stopped and hit.entries["labels"].more.endswith(" section")


def _in_cell(scan: Scan, hit: Hit) -> bool:
    return scan.folded[hit.end : hit.end + 1] == "\t"
