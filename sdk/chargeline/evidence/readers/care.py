"""How the treatment was given and taken: help, cues, skill, contact, response, plan, body areas."""

from __future__ import annotations

from collections.abc import Iterator

from chargeline.evidence.readers.finding import Found, found, whole
from chargeline.evidence.text.context import contexts
from chargeline.evidence.text.lists import listed, word_set
from chargeline.evidence.text.scan import Hit
from chargeline.evidence.text.structure import Segment


def assistance(segment: Segment) -> Iterator[Found]:
    """Levels of help, and cues with their amount or type."""
    if segment.section in ("goals", "history") or segment.label in ("function", "baseline"):
        return
    for hit in segment.all("assistance", "cues", "skills"):
        if "assistance" in hit.entries:
            if hit.entries["assistance"].more == "with_task" and not _with_task(segment):
                continue
            yield found("assistance", hit.entries["assistance"].name, segment, hit, _rest(segment, hit))
        elif "cues" not in hit.entries:
            if not CUED.isdisjoint(segment.scan.words[hit.i : hit.j]):
                yield found("assistance", "cues", segment, hit)
        elif hit.entries["cues"].name != "cues" or _said_more(segment, hit):
            yield found("assistance", hit.entries["cues"].name, segment, hit, _rest(segment, hit))
    for hit in segment.kinds.get("cued", ()):
        yield found("assistance", "cues", segment, hit)


CUED = listed("cued")


def _with_task(segment: Segment) -> bool:
    words = segment.scan.words[segment.i : segment.j]
    at_home = segment.section != "treatment" and "home" in words and words[words.index("home") - 1] == "at"
    if at_home or (segment.has("home") and not segment.has("activities")):
        return False
    return segment.has("activities", "functions", "equipment")


def _said_more(segment: Segment, hit: Hit) -> bool:
    """Bare "cues" count with an amount or with what they are for."""
    words = segment.scan.words
    after = words[hit.j] if hit.j < len(words) else ""
    numbers = segment.kinds.get("quantity", ())
    counted = any(hit.i - number.j in (0, 1) or 0 <= number.i - hit.j <= _COUNTED for number in numbers)
    counted |= not _EACH.isdisjoint(words[hit.j : min(hit.j + 3, segment.j)])
    return counted or after in ("for", "to") or segment.scan.folded[hit.start : hit.end].endswith((" for", " to", "ed"))


_COUNTED = 3
"""Words between a cue and its count: "cueing was needed on 4 of 10"."""
_EACH = word_set("every each per throughout")


def _rest(segment: Segment, hit: Hit) -> Hit:
    """A level that follows ("then SBA") belongs to the same words."""
    last = hit
    for other in segment.kinds.get("assistance", ()):
        if 0 <= other.i - last.j <= 7 and "," not in segment.scan.words[last.j : other.i]:
            last = other
    return last


def plans(segment: Segment) -> Iterator[Found]:
    """What is planned for later visits; continuing as before alone is vague."""
    forms = {hit.entries["plans"].more: hit for hit in reversed(segment.kinds.get("plans", ()))}
    in_plan = segment.section == "plan"
    said = segment.scan.words[segment.i : segment.j]
    if segment.section in ("subjective", "history") or not _AWAY.isdisjoint(said):
        forms = {form: hit for form, hit in forms.items() if form not in _DATED or _treats(segment)}
    if "alone" in forms:
        yield whole("plan", "next", segment, forms["alone"])
    elif (
        "next" in forms
        and said[max(0, forms["next"].i - segment.i - 2) :][:1] != ["before"]
        and _says_more(segment, forms["next"])
    ):
        yield whole("plan", "next", segment, forms["next"])
    elif in_plan and _planned_content(segment, forms):
        hit = segment.hits[0] if segment.hits else None
        if hit is not None:
            yield whole("plan", "content", segment, hit)
    elif "when" in forms and _is_to_come(segment, forms):
        yield whole("plan", "later", segment, forms["when"])
    elif "day" in forms and not in_plan and _sets_a_day(segment, forms):
        yield whole("plan", "content", segment, forms.get("content", forms["day"]))
    elif "content" in forms and segment.scan.words[forms["content"].i] in _WILL and not in_plan:
        treated = _treats(segment) or segment.has("home") or said[:1] == ["plan"] or _is_ours(segment, forms["content"])
        if treated and segment.section not in ("goals", "subjective", "history"):
            yield whole("plan", "content", segment, forms["content"])
    elif "content" in forms and not in_plan and _on_condition(segment, forms["content"]):
        yield whole("plan", "content", segment, forms["content"])
    elif _is_assigned(segment) or {"vague", "frequency"} <= forms.keys():
        yield whole("plan", "content", segment, segment.hits[0])
    elif "vague" in forms:
        yield found("vague plan", "plan", segment, forms["vague"])


def _is_assigned(segment: Segment) -> bool:
    """Who is to do what next: "OTR to update goals 12/2", "mom to bring his cup"."""
    first, words = segment.hits[0] if segment.hits else None, segment.scan.words
    if first is None or first.i > segment.i + 1 or segment.section in ("subjective", "history", "goals"):
        return False
    someone = not _SOMEONE.isdisjoint(first.entries)
    return (
        someone and words[first.j : first.j + 1] == ["to"] and not ASSIGNED.isdisjoint(words[first.j + 1 : first.j + 2])
    )


_SOMEONE = frozenset({"performers", "credentials", "family"})
ASSIGNED = listed("assigned")
_DATED = ("next", "alone", "when")


def _sets_a_day(segment: Segment, forms: dict[str, Hit]) -> bool:
    """A line that opens with something to do, or that closes with its day: "add bags Thurs", "curbs next"."""
    if "content" in forms and forms["content"].i - segment.i <= 1:
        return True
    day, words = forms["day"], segment.scan.words
    closes = not any(word[0].isalnum() for word in words[day.j : segment.j]) or words[day.j] in _PROVIDED
    past = any(hit.i < day.i for hit in segment.all("before", "comparisons"))
    past = past or (segment.has("measures") and segment.has("number"))
    told = past or segment.section in ("subjective", "history", "goals", "home")
    short = sum(word[0].isalnum() for word in words[segment.i : segment.j]) <= _SHORT
    said = _treats(segment) or (words[day.i] in ("next", "nxt") and segment.has("functions", "load"))
    return closes and short and not told and said and _OVER.isdisjoint(words[segment.i : segment.j])


def _on_condition(segment: Segment, hit: Hit) -> bool:
    """ "Bump to 3# if no soreness", "repeat MBSS 12/3": something to do opens a line; its condition or day follows."""
    told = segment.section in ("subjective", "history", "goals", "home")
    hangs = segment.has("date") or not _PROVIDED.isdisjoint(segment.scan.words[hit.j : segment.j])
    return hit.i - segment.i <= 1 and not told and hangs


_PROVIDED = word_set("if when once unless till until")
_SHORT = 9
"""Words of a line that names what comes next and its day."""


def _is_to_come(segment: Segment, forms: dict[str, Hit]) -> bool:
    """Whether a later day is one of treatment: no goal's, and no day that was."""
    if any(_is_goal(segment, hit) for hit in segment.kinds.get("context", ())):
        return False
    if segment.section == "goals" or not _OVER.isdisjoint(segment.scan.words[segment.i : segment.j]):
        return False
    if segment.has("comparisons", "measures") and segment.has("number", "score", "seconds", "degrees", "fraction"):
        return False
    return "content" in forms or segment.has("exercises", "services", "activities", "measures")


def _is_goal(segment: Segment, hit: Hit) -> bool:
    """ "Pt will be able to", not what the therapist would like to do."""
    ours = segment.scan.words[max(0, hit.i - 1) : hit.i] in (["i"], ["we"])
    return hit.entries["context"].more == "goal" and not ours


_OVER = word_set("was were had did done")


def _is_ours(segment: Segment, hit: Hit) -> bool:
    """ "We will add the drumming"; to see how it goes is nothing planned."""
    words = segment.scan.words
    return words[hit.i] in ("we", "we'll") and words[hit.j : hit.j + 1] != ["see"]


_WILL = listed("will")
_AWAY = listed("elsewhere in life")


def _treats(segment: Segment) -> bool:
    """Whether a coming week tells of therapy, not of the patient's own affairs."""
    return segment.has("exercises", "activities", "measures", "services", "capacities", "equipment", "programme")


def _says_more(segment: Segment, hit: Hit) -> bool:
    """Whether a line that names the next visit says what for; to go on as before is nothing."""
    said = [*segment.scan.words[segment.i : hit.i], *segment.scan.words[hit.j : segment.j]]
    vague = [one for one in segment.kinds.get("plans", ()) if one.entries["plans"].more == "vague"]
    more = sum(word[0].isalnum() or word in "↑↓" for word in said) - sum(one.j - one.i for one in vague)
    named = segment.has("activities", "exercises", "services", "functions", "measures")
    return more > 1 or segment.label is not None or (more == 1 and named)


_DONE = listed("over and done")


def _planned_content(segment: Segment, forms: dict[str, Hit]) -> bool:
    """A line of the plan that says something to do, not what was done and not only to go on."""
    words = segment.scan.words[segment.i : segment.j]
    if segment.has("credentials", "totals") and "content" not in forms and "frequency" not in forms:
        return False
    planned = "as" in words and "tolerated" in words
    if _DONE.intersection(words) and not planned and not {"content", "next"}.intersection(forms):
        return False
    if "content" in forms or "frequency" in forms or "when" in forms:
        return True
    if "day" in forms and segment.has("load", "dose", "distance"):
        return True
    if "vague" in forms and segment.has("services"):
        return False
    return segment.has(
        "exercises", "activities", "services", "measures", "functions", "capacities", "equipment", "programme"
    )


def contact(segment: Segment) -> Iterator[Found]:
    """Said in words: one patient, one therapist."""
    if any(not _in_a_choice(segment, hit) for hit in segment.kinds.get("group", ())):
        return
    for hit in segment.kinds.get("one_on_one", ()):
        if hit.entries["one_on_one"].more == "ratio" and _is_ratio(segment, hit):
            continue
        if hit.entries["one_on_one"].more == "individual" and not _of_treatment(segment, hit):
            continue
        one = found("contact", hit.entries["one_on_one"].name, segment, hit)
        yield one._replace(context=contexts(segment, hit, section=not segment.has("minutes", "totals")))


def _in_a_choice(segment: Segment, hit: Hit) -> bool:
    """Whether a group is only one choice of a field's name: "GROUP/INDIVIDUAL: individual"."""
    words = segment.scan.words
    return words[hit.j : hit.j + 2] == ["/", "individual"] or words[hit.i - 2 : hit.i] == ["individual", "/"]


def _is_ratio(segment: Segment, hit: Hit) -> bool:
    """Work to rest, breathing in to breathing out, solution strengths, a helper of one's own."""
    words = segment.scan.words
    around = words[max(segment.i, hit.i - 7) : hit.j + 4]
    if not _HELPERS.isdisjoint((*words[max(segment.i, hit.i - 1) : hit.i], *words[hit.j : hit.j + 1])):
        return True
    return any(word in _RATIOS for word in around)


_HELPERS = listed("helper of one's own")
_RATIOS = listed("ratios")


def _of_treatment(segment: Segment, hit: Hit) -> bool:
    """ "Individual" of the session, not of the person or a finger."""
    words = segment.scan.words
    if hit.j - hit.i > 1 or words[hit.i] in ("individually", "indiv"):
        after = words[hit.j] if hit.j < len(words) else ""
        return after not in ("finger", "digit", "muscle", "needs", "joint")
    ends = hit.j >= segment.j or not words[hit.j][0].isalnum()
    if ends and hit.i > segment.i and (words[hit.i - 1] in _ALL or not words[hit.i - 1][0].isalnum()):
        return True
    return not _SESSION.isdisjoint(words[hit.j : hit.j + 2])


_ALL = word_set("all was were min minutes today")
_SESSION = listed("of the session")


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
