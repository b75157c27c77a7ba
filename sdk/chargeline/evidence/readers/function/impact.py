"""What the patient cannot do, or can hardly do, in daily life, work, school and play."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from chargeline.evidence.readers.finding import Found, as_written, clause, words_between
from chargeline.evidence.readers.function.helpers import done_by_another
from chargeline.evidence.readers.function.tasks import LIFE
from chargeline.evidence.readers.function.ways import EMPLOYERS, in_the_way, is_only_if, is_without_trouble
from chargeline.evidence.text.context import contexts
from chargeline.evidence.text.folding import in_order
from chargeline.evidence.text.lists import listed, word_set
from chargeline.evidence.text.scan import Hit
from chargeline.evidence.text.structure import Segment

_ELSEWHERE = frozenset({"goals", "plan", "history"})


def impacts(segment: Segment) -> Iterator[Found]:
    """A present limitation of life: a word of limit with what is limited, or life told as done with trouble."""
    if segment.label in ("goals", "hep"):
        return
    for hit in segment.kinds.get("limits", ()):
        entry = hit.entries["limits"]
        strong = entry.more == "strong" and segment.section != "treatment"
        if strong or _limited(segment, hit, entry.more):
            yield _impact(segment, hit)
            return
    under = _under_its_label(segment) if segment.label == "function" else None
    if under is not None:
        yield _impact(segment, under)
        return
    done = life(segment)
    if not (done or segment.has("family") or not EMPLOYERS.isdisjoint(segment.said)):
        return
    told = _tells_of_life(segment)
    left = next((hit for hit in done if _is_not_done(segment, hit)), None) if told else None
    left = left or (in_the_way(segment, done) if told else None)
    if left is not None:
        context = contexts(segment, left) - _ASIDE
        yield Found("impact", "function", segment, *clause(segment, left), context)
        return
    first = done_by_another(segment, done) if told else None
    first = first or _done_with_trouble(segment, done, told) or _with_a_symptom(segment, done)
    if first is not None:
        yield _impact(segment, first)


def _under_its_label(segment: Segment) -> Hit | None:
    """ "Functional limitations: stairs, sleep"; not "Daily life: independent in dressing"."""
    told = [hit for hit in segment.all("functions", "limits", "assistance") if "labels" not in hit.entries]
    well = not _ABLE.isdisjoint(segment.said) and not segment.has("limits", "manners", "deficits", "symptoms")
    return told[0] if told and not well else None


_ASIDE = frozenset({"not_done", "negated", "historical", "hypothetical", "other_person"})
"""What a "not", an "if" or a person tells of life is the trouble with it."""


def _is_not_done(segment: Segment, hit: Hit) -> bool:
    """ "Doesn't climb at recess"."""
    before = segment.scan.words[max(segment.i, hit.i - 3) : hit.i]
    return not _DOES_NOT.isdisjoint(before[-2:]) or before[-2:] in (["does", "not"], ["do", "not"])


_DOES_NOT = word_set("doesn't don't won't")


def _impact(segment: Segment, hit: Hit) -> Found:
    context = contexts(segment, hit) - {"not_done"}
    if "limits" in hit.entries and hit.entries["limits"].more in _HAPPENING and _is_of_these_days(segment):
        context -= {"historical"}
    if "family" in hit.entries or _is_deed_of_another(segment, hit):
        context -= {"other_person"}
    if _is_denied(segment, hit):
        context |= {"negated"}
    elif "limits" in hit.entries and hit.entries["limits"].more != "difficulty":
        context -= {"negated"}
    if "planned" in context and _is_planned_behind(segment, hit):
        context -= {"planned"}
    if segment.label == "history" and _is_in_these_days(segment, hit):
        context -= {"historical"}
    return Found("impact", "function", segment, *clause(segment, hit), context)


def _is_planned_behind(segment: Segment, hit: Hit) -> bool:
    """ "Cannot get on the couch and cries to be lifted": what is to come stands behind and takes nothing back."""
    planned = [one for one in segment.kinds.get("context", ()) if one.entries["context"].more == "planned"]
    limited = "limits" in hit.entries and segment.scan.words[hit.i] in _PRESENT
    return limited and segment.section != "plan" and all(one.i >= hit.j for one in planned)


def _is_in_these_days(segment: Segment, hit: Hit) -> bool:
    """ "Dx: R TSA. Cannot reach the top shelf": behind the diagnosis, in a sentence of its own, as it is now."""
    opens = segment.has("labels") and segment.kinds["labels"][0].i - segment.i <= 1
    past = any(one.entries["context"].more == "historical" for one in segment.kinds.get("context", ()))
    return not (opens or past) and segment.scan.words[hit.i] in _PRESENT


_PRESENT = word_set("cannot can't cant can unable is has needs requires difficulty trouble avoids limited")


_HAPPENING = ("strong", "avoids")


def _is_of_these_days(segment: Segment) -> bool:
    """Whether what happened did so lately: "missed 3 doses last week", "gave up ordering yesterday"."""
    words = segment.scan.words
    past = [one for one in segment.kinds.get("context", ()) if one.entries["context"].more == "historical"]
    lately = all("-".join(words[one.i : one.j]) in _LATELY for one in past)
    return lately and segment.section not in _ELSEWHERE and segment.label != "baseline" and not segment.has("now")


_LATELY = word_set("yesterday last-week last-wk days-ago day-ago")


def _is_deed_of_another(segment: Segment, hit: Hit) -> bool:
    """ "Her son has unplugged the stove" is done for the patient; "husband has trouble" is the husband's own."""
    limit = hit.entries.get("limits")
    by = any(one.j == hit.i for one in segment.kinds.get("family", ()))
    return limit is not None and limit.more in ("strong", "help") and by


def _is_denied(segment: Segment, hit: Hit) -> bool:
    """ "No trouble", "denies difficulty", "no longer needs help", "stairs no longer difficult"."""
    before = segment.scan.words[max(segment.i, hit.i - 4) : hit.i]
    return not {"no", "denies", "without", "w/o", "denied", "never"}.isdisjoint(before[-3:]) or not _NOT.isdisjoint(
        before[-1:]
    )


_NOT = word_set("not doesn't don't didn't")


def _limited(segment: Segment, hit: Hit, form: str) -> bool:
    """Whether something of life follows the word of limit, or stands before it where it is the one limited."""
    if _in_treatment(segment, hit) or as_written(segment, hit.i, hit.i + 1) == ["avoid"]:
        return False
    if form == "avoids" and is_without_trouble(segment, hit):
        return False
    functions = life(segment)
    after = [one for one in functions if one.i >= hit.j and len(words_between(segment, hit, one)) <= 12]
    if form == "symptom":
        return bool(after) and not segment.has("dose") and segment.section != "treatment"
    before = [one for one in functions if one.j <= hit.i and len(words_between(segment, one, hit)) <= 6]
    if form == "provokes":
        return bool(before) and not segment.has("dose") and segment.section != "treatment"
    if after:
        return not _is_gone(segment, hit)
    if before and form in ("difficulty", "unable", "limits", "help"):
        return True
    at_home = form in _AT_HOME and "home" in segment.scan.words[hit.j : segment.j]
    return at_home or (form in ("unable", "avoids") and _says_what(segment, hit))


_AT_HOME = ("help", "unable", "avoids", "difficulty")
"""Words of limit that need no more than that it is at home: "unable to get over the sill at home"."""


def life(segment: Segment) -> list[Hit]:
    """What of daily life, work, school and play is named: functions, and tasks of it outside of treatment."""
    told = segment.section not in ("treatment", "objective")
    return [
        hit
        for hit in segment.all("functions", "activities")
        if "functions" in hit.entries or (told and hit.entries["activities"].more in LIFE)
    ]


def _is_gone(segment: Segment, hit: Hit) -> bool:
    """ "The toe no longer catches": a fault that is gone limits nothing."""
    faults = segment.all("faults", "deficits", "symptoms", "limits")
    return segment.scan.words[hit.i] == "no" and any(0 <= one.i - hit.j <= 1 for one in faults)


def _says_what(segment: Segment, hit: Hit) -> bool:
    """ "Cannot do pull-over tops": in the patient's own report, anything that cannot be done is of life."""
    following = [word for word in segment.scan.words[hit.j : hit.j + 6] if word[0].isalpha()]
    report = segment.section == "subjective" or segment.has("family")
    if not report and (segment.has(*_OF_THE_BODY) or not _tells_of_life(segment)):
        return False
    measured = segment.has("measures", "motions", "exercises", "grade", "degrees", "responses", "symptoms")
    return len(following) >= 2 and not measured and following[0] not in _OF_TREATMENT


_OF_TREATMENT = listed("of treatment")
_OF_THE_BODY = in_order("body capacities faults targets deficits equipment activities quantity")


def _in_treatment(segment: Segment, hit: Hit) -> bool:
    """Trouble with a task of the session itself is no limitation of daily life."""
    if segment.section == "subjective":
        return False
    words = segment.scan.words
    if any(word in _OF_TREATMENT for word in words[hit.j : hit.j + 1]):
        of_sets = {"set", "rep", "trial", "round", "lap"}.intersection(words[hit.j : segment.j])
        return bool(of_sets) or not life(segment)
    return segment.has("dose", "times") or (segment.section in ("treatment", "objective") and segment.has("exercises"))


def _tells_of_life(segment: Segment) -> bool:
    """The patient's or the family's report, not the session, a plan or advice."""
    if segment.section in _ELSEWHERE or _is_advice(segment):
        return False
    if segment.section in ("subjective", "assessment") or segment.label == "told":
        return True
    told = _opens(segment) or _reported(segment) or _in_present(segment)
    return segment.section not in ("treatment", "objective") and told


def _is_advice(segment: Segment) -> bool:
    """Whether the patient is told to do something; "told me" is the patient's own report."""
    advice = _ADVICE & segment.said
    if advice != {"told"}:
        return bool(advice)
    words = segment.scan.words
    behind = words.index("told", segment.i) + 1
    return words[behind : behind + 1] != ["me"]


def _opens(segment: Segment) -> bool:
    """The first words of a note without headings, before anything is done: what the patient came with."""
    early = segment.i < min(_OPENING, len(segment.scan.words) // 3)
    return segment.section is None and early and not segment.has("minutes", *_OF_SESSION)


_OPENING = 40
"""Words."""


def _reported(segment: Segment) -> bool:
    """Someone tells it, or it is of home, school or work in the present."""
    words = as_written(segment, segment.i, segment.j)
    return not _REPORTS.isdisjoint(words) or (segment.has("family") and segment.section != "treatment")


def _in_present(segment: Segment) -> bool:
    """Whether an unheaded sentence tells of these days: "Takes 45 min to dress", "costs her an hour every day"."""
    words = as_written(segment, segment.i, min(segment.i + 3, segment.j))
    verb = next((word for word in words if word.isalpha() and word not in _SUBJECTS), "")
    habit = segment.has("often") or (verb.endswith("s") and not verb.endswith("ss"))
    return segment.section is None and habit and not segment.has(*_OF_SESSION)


_SUBJECTS = word_set("he she pt patient client child still now only also always")
_OF_SESSION = ("exercises", "dose", "assistance", "cues", "times", "distance", "services")
_REPORTS = listed("reports")
_ADVICE = listed("advice")


def _done_with_trouble(segment: Segment, done: Sequence[Hit], told: bool) -> Hit | None:
    """Life done only in part, slowly, another way, with a device or no more: "one at a time", "takes 20 min to"."""
    if not done or not told or segment.has("exercises", "dose"):
        return None
    manner = any(_is_manner(segment, hit) for hit in segment.kinds.get("manners", ()))
    helped = segment.section == "subjective" and segment.has("assistance")
    return done[0] if (manner or helped) and _ABLE.isdisjoint(segment.said) else None


_ABLE = word_set("able independent independently without")


def _is_manner(segment: Segment, hit: Hit) -> bool:
    """Whether a word tells how life is done; "takes" does so with a time: "takes 40 min to dress"."""
    if hit.entries["manners"].more != "timed":
        return not is_only_if(segment.scan.words, hit.i)
    timed = any(0 <= time.i - hit.j <= 1 for time in segment.all("minutes", "seconds"))
    return timed or not _TRIES.isdisjoint(segment.scan.words[hit.j : hit.j + 2])


_TRIES = word_set("try tries attempt attempts")


def _with_a_symptom(segment: Segment, life: Sequence[Hit]) -> Hit | None:
    """ "Dizzy rolling over in bed", "coughs on thin liquids at dinner": a symptom that comes with life."""
    if segment.has("home") or not segment.has("symptoms", "deficits"):
        return None
    told = segment.section == "subjective" or (segment.section is None and _reported(segment))
    if not (told or _opens(segment)):
        return None
    words = segment.scan.words
    for sign in segment.all("symptoms", "deficits") if told else _felt(segment):
        done = next((one for one in life if 0 <= one.i - sign.j <= 7), None)
        between = words[sign.j : done.i] if done else []
        if done is not None and _OVER.isdisjoint(between):
            return sign
    return None


_OVER = word_set("from since yesterday last no but better improved relieved eased less gone")


def _felt(segment: Segment) -> list[Hit]:
    """What a patient feels, not what is seen."""
    return [hit for hit in segment.kinds.get("symptoms", ()) if hit.entries["symptoms"].more not in ("skin", "general")]
