"""What is planned for later visits: by a plan's own line, by a later day, by what is to be done and when."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from chargeline.evidence.readers.finding import Found, as_written, found, whole
from chargeline.evidence.readers.plan.coming import AWAY, NOT_OURS, OVER, ahead, comes, is_to_come
from chargeline.evidence.readers.plan.whose import (
    TO_DO,
    is_assigned,
    is_of_us,
    is_ours,
    is_past,
    is_theirs,
    opens_at,
    treats,
)
from chargeline.evidence.text.days import in_calendar, is_day
from chargeline.evidence.text.lists import listed, word_set
from chargeline.evidence.text.scan import Hit
from chargeline.evidence.text.structure import Segment


def plans(segment: Segment) -> Iterator[Found]:
    """What is planned for later visits; continuing as before alone is vague."""
    if is_theirs(segment) or _is_none(segment):
        return
    forms = _forms(segment)
    told = _told(segment, forms)
    if told is not None:
        plan = whole("plan", told[0], segment, told[1])
        yield plan._replace(context=plan.context - {"negated"}) if told[1] is forms.get("next") else plan
    elif "vague" in forms:
        yield found("vague plan", "plan", segment, forms["vague"])


def _is_none(segment: Segment) -> bool:
    """ "No plan recorded for next visit", "they'll plan the x-ray": none, or another's."""
    words, at = segment.scan.words, opens_at(segment)
    return words[at : at + 2] == ["no", "plan"] or "they'll" in segment.said or words[at] == "laid"


def _forms(segment: Segment) -> dict[str, Hit]:
    """The first words of a plan of each form; of days that may be the patient's own, none."""
    told = (hit for hit in reversed(segment.kinds.get("plans", ())) if not _as_soon(segment, hit))
    forms = {hit.entries["plans"].more: hit for hit in told}
    words = segment.scan.words[segment.i : segment.j]
    own = segment.section in ("subjective", "history") or not AWAY.isdisjoint(words)
    if own and not treats(segment):
        return {form: hit for form, hit in forms.items() if form not in _DATED}
    return forms


def _as_soon(segment: Segment, hit: Hit) -> bool:
    """ "As soon as she got it": when something was, not soon."""
    return segment.scan.words[hit.i - 1 : hit.j] == ["as", "soon"]


def _told(segment: Segment, forms: dict[str, Hit]) -> tuple[str, Hit] | None:
    """What a segment plans, and the words that tell it."""
    if "alone" in forms and not _came_back(segment, forms["alone"]):
        return "next", forms["alone"]
    if "next" in forms and _names_next(segment, forms["next"]):
        return "next", forms["next"]
    first = segment.hits[0] if segment.hits else None
    if segment.section == "plan" and first and _planned_content(segment, forms):
        return "content", first
    if "when" in forms and is_to_come(segment, forms):
        return "later", forms["when"]
    if segment.section != "plan" and (hit := _outside_plan(segment, forms)):
        return "content", hit
    if first and _is_labelled(segment, first, forms):
        return "next", first
    if first and (_is_to_do(segment, forms) or is_assigned(segment) or {"vague", "frequency"} <= forms.keys()):
        return "content", first
    return None


def _came_back(segment: Segment, hit: Hit) -> bool:
    """ "Pt returns 1 wk after splint issued": he is here today, so long after something."""
    after = not _AFTER.isdisjoint(segment.scan.words[hit.j : hit.j + 1])
    return after and as_written(segment, hit.i, hit.i + 1) == ["returns"]


_AFTER = word_set("after post following since s/p")


def _comes_back(segment: Segment, label: Hit) -> bool:
    """Whether a line opens with a return and its day: "Follow up 12/1, strap check"."""
    opens = label.i == opens_at(segment) and label.entries["labels"].more.startswith("plan") and label.j - label.i > 1
    at = label.j + (segment.scan.words[label.j : label.j + 1] == ["on"])
    return opens and any(one.i == at and in_calendar(segment, one) for one in segment.kinds.get("fraction", ()))


def _is_labelled(segment: Segment, first: Hit, forms: dict[str, Hit]) -> bool:
    """Whether a plan's label opens a segment, with a day or with anything to do behind it."""
    if "labels" not in first.entries:
        return False
    return _comes_back(segment, first) or ("vague" not in forms and _fills_field(segment, first))


def _fills_field(segment: Segment, label: Hit) -> bool:
    """Whether a plan's field says anything but to go on: "next: cool room, frame again"; what is dosed may be done."""
    words = segment.scan.words
    opens = label.i == opens_at(segment) and label.entries["labels"].more.startswith("plan")
    marked = words[label.j : label.j + 1] in ([":"], ["-"])
    if not (opens and marked and segment.section == "plan") or segment.has("dose", "times"):
        return False
    said = [word for word in words[label.j : segment.j] if word.isalpha()]
    empty = not said or not _NOTHING.isdisjoint(said) or not _DONE.isdisjoint(said)
    return not (empty or segment.label or _is_goal_or_homework(segment))


_NOTHING = word_set(
    "none nothing na tbd decide decided determine determined same see above unchanged per discussed no not"
)


def _outside_plan(segment: Segment, forms: dict[str, Hit]) -> Hit | None:
    """What tells a plan in a line that nothing calls so."""
    content, day = forms.get("content"), forms.get("day") or forms.get("when")
    if "day" in forms and _sets_a_day(segment, forms):
        return content or day
    ours = any(segment.scan.words[hit.j - 1] == "we" for hit in segment.kinds.get("before", ()))
    if (day or ours or segment.scan.words[opens_at(segment)] in _ONCE) and is_of_us(segment):
        return content or day or segment.hits[0]
    if (to_come := comes(segment) or ahead(segment, forms)) is not None:
        return to_come
    if content is None or not any(tells(segment, content) for tells in (is_ours, _on_condition, _is_dated_ahead)):
        return None
    return content


def _names_next(segment: Segment, following: Hit) -> bool:
    before = segment.scan.words[max(segment.i, following.i - 2) : following.i][:1] == ["before"]
    return not before and _says_more(segment, following)


def _is_to_do(segment: Segment, forms: dict[str, Hit]) -> bool:
    """Something to do opens a sentence, its day or its condition follows: "Remold the bar in 1 wk"."""
    words, at = segment.scan.words, opens_at(segment)
    if segment.section in NOT_OURS or segment.has("home", "often"):
        return False
    willing = words[at] in ("to", "will")
    verb = words[min(at + willing, segment.j - 1)]
    behind = words[at + 1 : segment.j]
    if verb in PUT_OFF:
        return not _UNTIL.isdisjoint(behind)
    if verb not in TO_DO or (verb in _SEEN and not AWAY.isdisjoint(behind)):
        return False
    later = not forms.keys().isdisjoint(_LATER) or words[at] == "will"
    return later or any(_may_be_day(segment, hit) for hit in segment.all("fraction", "date"))


def _may_be_day(segment: Segment, hit: Hit) -> bool:
    """Behind something to do a month and its day need no more: "PT re-check 11/30"."""
    return is_day(segment, hit) or in_calendar(segment, hit)


_LATER = ("when", "day", "next")
_SEEN = ("see", "look")
"""What a patient does elsewhere too: "sees the surgeon Thursday"."""
PUT_OFF = listed("put off")
_UNTIL = word_set("until till")


_DATED = ("next", "alone", "when")


def _sets_a_day(segment: Segment, forms: dict[str, Hit]) -> bool:
    """A line that opens with something to do, or that closes with its day: "add bags Thurs", "curbs next"."""
    day, words, at = forms["day"], segment.scan.words, opens_at(segment)
    if "content" in forms and (forms["content"].i - at <= 1 or day.i == at):
        return True
    if segment.section in NOT_OURS:
        return False
    named = segment.has("activities", "exercises", "functions")
    named = named or (words[day.j : day.j + 1] in ([":"], ["="]) and treats(segment))
    past = any(map(is_past, words[day.j : segment.j])) or segment.has("comparisons", "times")
    if day.i == at and named and not past:
        return True
    closes = not any(word[0].isalnum() for word in words[day.j : segment.j]) or words[day.j] in _PROVIDED
    told = any(hit.i < day.i for hit in segment.all("before", "comparisons"))
    told = told or (segment.has("measures") and segment.has("number"))
    short = sum(word[0].isalnum() for word in words[segment.i : segment.j]) <= _SHORT
    said = treats(segment) or (words[day.i] in ("next", "nxt") and segment.has("functions", "load"))
    return closes and short and not told and said and OVER.isdisjoint(words[segment.i : segment.j])


def _on_condition(segment: Segment, hit: Hit) -> bool:
    """ "Bump to 3# if no soreness", "repeat MBSS 12/3": something to do opens a line; its condition or day follows."""
    dated = any(_may_be_day(segment, one) for one in segment.all("fraction", "date") if one.i >= hit.j)
    hangs = dated or not _PROVIDED.isdisjoint(segment.scan.words[hit.j : segment.j])
    return hangs and hit.i - segment.i <= 1 and segment.section not in NOT_OURS


def _is_dated_ahead(segment: Segment, hit: Hit) -> bool:
    """ "12/4 visit will be re-eval", "to be trialed upon arrival": its day opens the line, or it is to be."""
    words = segment.scan.words
    if segment.section in NOT_OURS:
        return False
    opens = any(one.i == opens_at(segment) and in_calendar(segment, one) for one in segment.kinds.get("fraction", ()))
    return (opens and "will" in words[segment.i : hit.i]) or words[hit.i : hit.i + 2] == ["to", "be"]


_ONCE = word_set("once when after")
_PROVIDED = word_set("if when once unless till until")
_SHORT = 9
"""Words of a line that names what comes next and its day."""


def _says_more(segment: Segment, hit: Hit) -> bool:
    """Whether a line that names the next visit says what for; to go on as before is nothing."""
    said = [*segment.scan.words[segment.i : hit.i], *segment.scan.words[hit.j : _end(segment)]]
    vague = [one for one in segment.kinds.get("plans", ()) if one.entries["plans"].more == "vague"]
    more = sum(word[0].isalnum() or word in "↑↓" for word in said) - sum(one.j - one.i for one in vague)
    named = segment.has("activities", "exercises", "services", "functions", "measures", "home")
    return more > 1 or segment.label is not None or (more == 1 and named)


def _end(segment: Segment) -> int:
    """Where a segment ends, with a few words behind its semicolon: "return Fri; try curb"."""
    words = segment.scan.words
    if words[segment.j : segment.j + 1] != [";"]:
        return segment.j
    end = range(segment.j + 1, min(segment.j + _SHORT, len(words)))
    return next((k for k in end if words[k] in ("\n", ";", ".")), min(segment.j + _SHORT, len(words)))


_DONE = listed("over and done")


def _is_goal_or_homework(segment: Segment) -> bool:
    """ "P: Goal: order her own lunch", "P: To keep up the flicks as shown"."""
    goals = any(hit.entries["labels"].more.startswith("goals") for hit in segment.kinds.get("labels", ()))
    words = segment.scan.words[segment.i : segment.j]
    shown = any(one == "as" and other in _SHOWN for one, other in pairwise(words))
    return goals or shown


_SHOWN = word_set("shown taught instructed demonstrated")


def _planned_content(segment: Segment, forms: dict[str, Hit]) -> bool:
    """A line of the plan that says something to do, not what was done and not only to go on."""
    words = segment.scan.words[segment.i : segment.j]
    if segment.has("credentials", "totals") and "content" not in forms and "frequency" not in forms:
        return False
    if _is_goal_or_homework(segment):
        return False
    planned = "as" in words and "tolerated" in words
    if _DONE.intersection(words) and not planned and not {"content", "next"}.intersection(forms):
        return False
    if "content" in forms or "frequency" in forms or "when" in forms:
        return True
    return segment.has(
        "exercises", "activities", "services", "measures", "functions", "capacities", "equipment", "programme"
    )
