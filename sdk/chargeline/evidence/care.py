"""How the treatment was given and taken: help, cues, skill, contact, response, plan, body areas."""

from __future__ import annotations

from collections.abc import Iterator

from chargeline.evidence.context import contexts
from chargeline.evidence.finding import Found, clause, found, whole
from chargeline.evidence.scan import Hit
from chargeline.evidence.structure import Segment
from chargeline.evidence.text import word_set


def assistance(segment: Segment) -> Iterator[Found]:
    """Levels of help, and cues with their amount or type."""
    if segment.section in ("goals", "history") or segment.label in ("function", "baseline"):
        return
    for hit in segment.all("assistance", "cues"):
        if "assistance" in hit.entries:
            if hit.entries["assistance"].more == "with_task" and not _with_task(segment):
                continue
            yield found("assistance", hit.entries["assistance"].name, segment, hit, _rest(segment, hit))
        elif hit.entries["cues"].name != "cues" or _said_more(segment, hit):
            yield found("assistance", hit.entries["cues"].name, segment, hit, _rest(segment, hit))


def _with_task(segment: Segment) -> bool:
    if segment.has("home") and not segment.has("activities"):
        return False
    return segment.has("activities", "functions", "equipment")


def _said_more(segment: Segment, hit: Hit) -> bool:
    """Bare "cues" count with an amount or with what they are for."""
    words = segment.scan.words
    after = words[hit.j] if hit.j < len(words) else ""
    counted = any(hit.i - number.j in (0, 1) for number in segment.kinds.get("quantity", ()))
    return counted or after in ("for", "to") or segment.scan.folded[hit.start : hit.end].endswith((" for", " to", "ed"))


def _rest(segment: Segment, hit: Hit) -> Hit:
    """A level that follows ("then SBA") belongs to the same words."""
    last = hit
    for other in segment.kinds.get("assistance", ()):
        if 0 <= other.i - last.j <= 7 and "," not in segment.scan.words[last.j : other.i]:
            last = other
    return last


def skills(segment: Segment) -> Iterator[Found]:
    """A skilled action on something named, or the need for skill stated."""
    for hit in segment.kinds.get("skills", ()):
        if _is_skilled(segment, hit, hit.entries["skills"].more):
            start, end = clause(segment, hit)
            yield Found(
                "skill", hit.entries["skills"].name, segment, start, end, contexts(segment, hit) - {"historical"}
            )
            return
    if segment.label == "skill" and segment.hits and segment.j - segment.i > 3:
        hit = segment.hits[0]
        yield whole("skill", "stated", segment, hit)


def decisions(segment: Segment) -> Iterator[Found]:
    """Something altered in answer to what the patient did: "lowered the rod height after she swayed"."""
    if segment.section in ("plan", "goals", "subjective", "history") or segment.label or segment.has("home"):
        return
    words = segment.scan.words
    if _ALTERED.isdisjoint(words[segment.i : segment.j]):
        return
    altered = next((k for k in range(segment.i, segment.j) if words[k] in _ALTERED), None)
    if altered is None:
        return
    answered = next((k for k in range(altered + 1, segment.j) if _answers(words, k)), None)
    if answered is not None:
        start, end = segment.scan.starts[altered], segment.scan.ends[segment.j - 1]
        yield Found("skill", "decision", segment, start, end)
        if words[altered] in _CHANGED:
            yield Found("change", "decision", segment, start, end)


def _answers(words: list[str], k: int) -> bool:
    """Whether a word opens what the alteration answers: when, once, as soon as, because, after she ..."""
    if words[k] == "since" and words[k + 1 : k + 2] and words[k + 1] in _OTHER_DAY:
        return False
    if words[k] == "after":
        return words[k + 1 : k + 2] != [] and words[k + 1] in _WHO
    return words[k] in ("when", "once", "because", "since", "until", "whenever") or words[k : k + 2] == ["as", "soon"]


_OTHER_DAY = word_set("eval evaluation ie last start soc initial baseline admission surgery prior previous starting")
_ALTERED = word_set(
    "lowered raised cut reduced increased widened narrowed spaced moved switched pulled made added dropped removed"
    " swapped shortened lengthened slowed stopped adjusted changed progressed withdrew withdrawn"
    " faded repositioned reset set"
    " regraded simplified shifted modified advanced regressed used"
)
_CHANGED = _ALTERED - word_set("stopped used set reset repositioned withdrew withdrawn")
_WHO = word_set("she he they pt patient child wet two three 2 3 loss losing error errors an a his her")
_REQUIRES = word_set(
    "require requires required need needs needed requiring because due since continues continued necessary to warrants"
)


def _is_skilled(segment: Segment, hit: Hit, form: str) -> bool:
    words = segment.scan.words
    if form == "skilled":
        more = segment.has("skills") and len(segment.kinds["skills"]) > 1
        named = segment.has("targets", "deficits", "lacking", "functions", "capacities", "aims")
        return (more or named) and (bool(_REQUIRES.intersection(words[segment.i : segment.j])) or named)
    if form == "grade":
        return segment.j - segment.i > 2 and not segment.has("home")
    if form == "watch":
        return _with_decision(segment, hit)
    target = _target(segment, hit)
    if form == "whole":
        return True
    return target is not None and _at_a_fault(segment, hit, target)


def _with_decision(segment: Segment, hit: Hit) -> bool:
    """Monitoring counts with a decision, or with what was watched for."""
    others = {other.entries["skills"].more for other in segment.kinds["skills"] if other is not hit}
    if "act" in others or "grade" in others or segment.has("changes"):
        return True
    words = segment.scan.words
    following = words[hit.j : hit.j + 6]
    return (
        "for" in following
        and segment.has("deficits", "targets", "responses")
        and segment.scan.words[hit.i].startswith(("monitor", "observ", "analy"))
    )


def _target(segment: Segment, hit: Hit) -> Hit | None:
    """The fault, movement or part that the action is about: right after it, or just before it."""
    for other in segment.hits:
        if (
            other.i >= hit.j
            and other.i - hit.j <= 8
            and {"targets", "deficits", "capacities", "motions"}.intersection(other.entries)
        ):
            return other
    part = next((o for o in segment.hits if o.i >= hit.j and o.i - hit.j <= 4 and "body" in o.entries), None)
    if part is not None:
        return part
    before = [
        o for o in segment.hits if o.j <= hit.i and hit.i - o.j <= 2 and {"targets", "deficits"}.intersection(o.entries)
    ]
    return before[-1] if before else None


def _at_a_fault(segment: Segment, hit: Hit, target: Hit) -> bool:
    """Cues for safety, sequence or attention alone are no skill; cues for how the body moves are."""
    kinds = [o.entries["targets"].more for o in segment.kinds.get("targets", ()) if o.i >= hit.j and o.i - hit.j <= 10]
    if "targets" in target.entries and target.entries["targets"].more == "bare":
        return "movement" in kinds
    if "capacities" in target.entries and "targets" not in target.entries and "deficits" not in target.entries:
        return target.entries["capacities"].more in (
            "motor control",
            "posture",
            "gait",
            "balance",
            "speech",
            "voice",
            "swallow",
            "coordination",
            "breathing",
            "range of motion",
            "tone",
            "language",
            "vision",
        )
    return "body" not in target.entries or _cue_to_part(segment, hit, target)


def _cue_to_part(segment: Segment, hit: Hit, target: Hit) -> bool:
    """A touch or a guide at a named part; a level of help at a part is not a skill."""
    words = segment.scan.words[hit.i : target.i + 1]
    return any(
        word
        in (
            "tactile",
            "tc",
            "tcs",
            "manual",
            "facilitation",
            "facilitated",
            "facilitate",
            "tapping",
            "guided",
            "guidance",
            "blocking",
            "approximation",
            "stabilized",
            "stabilization",
            "corrected",
            "correct",
            "inhibition",
            "input",
            "stretch",
            "handling",
            "cues",
            "vc",
        )
        for word in words
    )


def plans(segment: Segment) -> Iterator[Found]:
    """What is planned for later visits; continuing as before alone is vague."""
    forms = {hit.entries["plans"].more: hit for hit in reversed(segment.kinds.get("plans", ()))}
    in_plan = segment.section == "plan"
    if "next" in forms and _says_more(segment, forms["next"]):
        yield whole("plan", "next", segment, forms["next"])
    elif in_plan and _planned_content(segment, forms):
        hit = segment.hits[0] if segment.hits else None
        if hit is not None:
            yield whole("plan", "content", segment, hit)
    elif "when" in forms and ("content" in forms or segment.has("exercises", "services", "activities", "measures")):
        yield whole("plan", "later", segment, forms["when"])
    elif (
        "content" in forms
        and segment.scan.words[forms["content"].i] in ("will", "plan", "plans", "anticipate", "recommend")
        and not in_plan
    ):
        if segment.has("exercises", "activities", "measures", "services", "home") and segment.section not in (
            "goals",
            "subjective",
            "history",
        ):
            yield whole("plan", "content", segment, forms["content"])
    elif "vague" in forms:
        yield found("vague plan", "plan", segment, forms["vague"])


def _says_more(segment: Segment, hit: Hit) -> bool:
    """Whether a line that names the next visit says what for."""
    return segment.j - segment.i > (hit.j - hit.i) + 1 or segment.label is not None


_DONE = word_set(
    "issued reviewed given provided updated instructed educated gave completed performed tolerated added demonstrated"
)


def _planned_content(segment: Segment, forms: dict[str, Hit]) -> bool:
    """A line of the plan that says something to do, not what was done and not only to go on."""
    words = segment.scan.words[segment.i : segment.j]
    if segment.has("credentials", "totals") and "content" not in forms and "frequency" not in forms:
        return False
    if _DONE.intersection(words) and not {"content", "next"}.intersection(forms):
        return False
    if "content" in forms or "frequency" in forms or "when" in forms:
        return True
    if "vague" in forms and segment.has("services"):
        return False
    return segment.has("exercises", "activities", "services", "measures", "functions", "capacities", "equipment")


def contact(segment: Segment) -> Iterator[Found]:
    """Said in words: one patient, one therapist."""
    if segment.has("group"):
        return
    for hit in segment.kinds.get("one_on_one", ()):
        if hit.entries["one_on_one"].more == "ratio" and _is_ratio(segment, hit):
            continue
        if hit.entries["one_on_one"].more == "individual" and not _of_treatment(segment, hit):
            continue
        yield found("contact", hit.entries["one_on_one"].name, segment, hit)


def _is_ratio(segment: Segment, hit: Hit) -> bool:
    """Work to rest, breathing in to breathing out, solution strengths."""
    words = segment.scan.words
    around = words[max(segment.i, hit.i - 4) : hit.j + 4]
    return any(word in _RATIOS for word in around)


_RATIOS = word_set(
    "ratio work rest work:rest inhale exhale inspiration expiration i:e solution mix dilution on:off weight"
)


def _of_treatment(segment: Segment, hit: Hit) -> bool:
    """ "Individual" of the session, not of the person or a finger."""
    words = segment.scan.words
    if hit.j - hit.i > 1 or words[hit.i] == "individually":
        after = words[hit.j] if hit.j < len(words) else ""
        return after not in ("finger", "digit", "muscle", "needs", "joint")
    return not _SESSION.isdisjoint(words[hit.j : hit.j + 2])


_SESSION = word_set("tx treatment therapy session ot pt slp st visit skilled instruction training")


def areas(segment: Segment) -> Iterator[Found]:
    """Body areas, with their side."""
    if segment.section == "history":
        return
    for hit in segment.kinds.get("body", ()):
        if len(hit.entries) > 1 and {"exercises", "labels"}.intersection(hit.entries):
            continue
        yield Found("area", hit.entries["body"].more, segment, *_sided(segment, hit), contexts(segment, hit))


def _sided(segment: Segment, hit: Hit) -> tuple[int, int]:
    start, end = hit.start, hit.end
    for side in segment.kinds.get("sides", ()):
        if side.j == hit.i:
            start = side.start
        elif side.i == hit.j:
            end = side.end
    return start, end
