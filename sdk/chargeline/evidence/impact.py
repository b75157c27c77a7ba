"""What the patient cannot do, or can hardly do, in daily life, work, school and play."""

from __future__ import annotations

from collections.abc import Iterator

from chargeline.evidence.context import contexts
from chargeline.evidence.finding import Found, clause, words_between
from chargeline.evidence.scan import Hit
from chargeline.evidence.structure import Segment
from chargeline.evidence.text import word_set

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
    if segment.label == "function" and segment.has("functions", "limits", "assistance"):
        yield _impact(segment, segment.all("functions", "limits", "assistance")[0])
        return
    found = (told(segment) for told in (_done_by_another, _done_with_trouble, _with_a_symptom))
    first = next((hit for hit in found if hit is not None), None)
    if first is not None:
        yield _impact(segment, first)


def _impact(segment: Segment, hit: Hit) -> Found:
    context = contexts(segment, hit) - {"not_done"}
    if "family" in hit.entries:
        context -= {"other_person"}
    if _is_denied(segment, hit):
        context |= {"negated"}
    elif "limits" in hit.entries and hit.entries["limits"].more != "difficulty":
        context -= {"negated"}
    return Found("impact", "function", segment, *clause(segment, hit), context)


def _is_denied(segment: Segment, hit: Hit) -> bool:
    """ "No trouble", "denies difficulty", "no longer needs help", "stairs no longer difficult"."""
    before = segment.scan.words[max(segment.i, hit.i - 4) : hit.i]
    return not {"no", "denies", "without", "w/o", "denied", "never"}.isdisjoint(before[-3:]) or (
        "not" in before[-1:] or before[-2:] == ["no", "longer"]
    )


def _limited(segment: Segment, hit: Hit, form: str) -> bool:
    """Whether something of life follows the word of limit, or stands before it where it is the one limited."""
    if _in_treatment(segment, hit):
        return False
    functions = segment.kinds.get("functions", ())
    after = [one for one in functions if one.i >= hit.j and len(words_between(segment, hit, one)) <= 12]
    if form == "symptom":
        return bool(after) and not segment.has("dose") and segment.section != "treatment"
    if after:
        return not _is_gone(segment, hit)
    before = [one for one in functions if one.j <= hit.i and len(words_between(segment, one, hit)) <= 6]
    if before and form in ("difficulty", "unable", "limits", "help"):
        return True
    at_home = form == "help" and "home" in segment.scan.words[hit.j : segment.j]
    return at_home or (form in ("unable", "avoids") and _says_what(segment, hit))


def _is_gone(segment: Segment, hit: Hit) -> bool:
    """ "The toe no longer catches": a fault that is gone limits nothing."""
    faults = segment.all("faults", "deficits", "symptoms")
    return segment.scan.words[hit.i] == "no" and any(0 <= one.i - hit.j <= 1 for one in faults)


def _says_what(segment: Segment, hit: Hit) -> bool:
    """ "Cannot do pull-over tops": in the patient's own report, anything that cannot be done is of life."""
    following = [word for word in segment.scan.words[hit.j : hit.j + 6] if word[0].isalpha()]
    report = segment.section == "subjective" or segment.has("family")
    measured = segment.has("measures", "motions", "exercises", "grade", "degrees", "responses", "symptoms")
    return report and len(following) >= 2 and not measured and following[0] not in _OF_TREATMENT


_OF_TREATMENT = word_set(
    "tolerate complete finish maintain hold rep reps set sets assess test perform achieve activate contract recruit"
    " fully progress attend come schedule afford recall say state report"
)


def _in_treatment(segment: Segment, hit: Hit) -> bool:
    """Trouble with a task of the session itself is no limitation of daily life."""
    if segment.section == "subjective":
        return False
    words = segment.scan.words
    if any(word in _OF_TREATMENT for word in words[hit.j : hit.j + 1]):
        of_sets = {"set", "rep", "trial", "round", "lap"}.intersection(words[hit.j : segment.j])
        return bool(of_sets) or not segment.has("functions")
    return segment.has("dose", "times") or (segment.section in ("treatment", "objective") and segment.has("exercises"))


def _as_written(segment: Segment, i: int, j: int) -> list[str]:
    """The words from token `i` to `j` with their endings: "lifts", where the lexicon spells "lift"."""
    scan = segment.scan
    return [scan.folded[start:end] for start, end in zip(scan.starts[i:j], scan.ends[i:j], strict=True)]


def _tells_of_life(segment: Segment) -> bool:
    """The patient's or the family's report, not the session, a plan or advice."""
    if segment.section in _ELSEWHERE or _ADVICE.intersection(segment.scan.words[segment.i : segment.j]):
        return False
    if segment.section in ("subjective", "assessment"):
        return True
    return segment.section not in ("treatment", "objective") and (_reported(segment) or _in_present(segment))


def _reported(segment: Segment) -> bool:
    """Someone tells it, or it is of home, school or work in the present."""
    words = _as_written(segment, segment.i, segment.j)
    return not _REPORTS.isdisjoint(words) or (segment.has("family") and segment.section != "treatment")


def _in_present(segment: Segment) -> bool:
    """Whether an unheaded sentence tells what the patient does these days: "Takes 45 min to dress", "He eats alone"."""
    words = _as_written(segment, segment.i, min(segment.i + 3, segment.j))
    verb = next((word for word in words if word.isalpha() and word not in _SUBJECTS), "")
    return segment.section is None and verb.endswith("s") and not verb.endswith("ss") and not segment.has(*_OF_SESSION)


_SUBJECTS = word_set("he she pt patient client child still now only also always")
_OF_SESSION = ("exercises", "dose", "assistance", "cues", "times", "distance", "services")
_REPORTS = word_set(
    "reports state states says notes report reported stated told home school work recess class preschool"
)
_ADVICE = word_set("educated instructed advised told reminded recommended avoid should hep taught demonstrated")


def _done_by_another(segment: Segment) -> Hit | None:
    """ "Wife still buttons his shirts", "husband does the cooking", "teacher finishes it for her"."""
    if not _tells_of_life(segment):
        return None
    for helper in segment.kinds.get("family", ()):
        after = _as_written(segment, helper.j, min(helper.j + 4, segment.j))
        verb = next((word for word in after if word not in _ADVERBS), "")
        verb = after[0] if after and after[0] in ("does", "must") else verb
        verb = "must" if after[:2] in (["has", "to"], ["have", "to"]) or after[1:3] == ["have", "to"] else verb
        if verb in _SAYING or (
            helper.i > segment.i and segment.scan.words[helper.i - 1] in ("with", "of", "by", "for", "her's")
        ):
            continue
        acted = verb in _HELPS or (verb.endswith("s") and not verb.endswith("'s")) or verb in ("is", "has", "must")
        helped = next((one for one in segment.kinds.get("functions", ()) if 0 <= one.i - helper.j <= 8), None)
        if acted and (helped is not None or verb in _HELPS) and _of_the_patient(segment, helper):
            return helper
    return None


def _of_the_patient(segment: Segment, helper: Hit) -> bool:
    """Whether what another does is done to or for the patient, not for that person alone."""
    words = set(segment.scan.words[helper.j : segment.j])
    return bool(words & {"him", "her", "his", "them", "for", "the", "my", "me", "it", "all"}) and not words & {
        "own",
        "trouble",
        "difficulty",
        "surgery",
        "works",
        "lives",
        "practice",
    }


_ADVERBS = word_set("still now also always usually currently often must has have had to be is the members")
_SAYING = word_set(
    "says reports states notes feels thinks present asks wants agrees understands demonstrates observed brings brought"
    " attended attends practices practice reported stated noted confirms describes"
)
_HELPS = word_set(
    "does helps assists finishes lifts cuts cut buttons dresses carries drives ties cooks opens doing gets"
)


def _done_with_trouble(segment: Segment) -> Hit | None:
    """Life done only in part, slowly, another way, with a device or no more: "one at a time", "takes 20 min to"."""
    if not _tells_of_life(segment):
        return None
    life = segment.first("functions")
    words = _as_written(segment, segment.i, segment.j)
    manner = next((segment.i + k for k in range(len(words)) if _is_manner(words, k)), None)
    helped = segment.section == "subjective" and segment.first("assistance")
    if life is None or (manner is None and not helped) or segment.has("exercises", "dose"):
        return None
    return (
        None
        if {"able", "independent", "independently", "without"}.intersection(words)
        and not {"only", "not"}.intersection(words)
        else life
    )


def _is_manner(words: list[str], k: int) -> bool:
    few = words[k] in ("one", "two") and words[k + 2 : k + 5] == ["at", "a", "time"]
    long = words[k] == "takes" and any(word.isdigit() for word in words[k + 1 : k + 3])
    return (
        few or long or words[k] in _MANNERS or tuple(words[k : k + 2]) in _PAIRS or tuple(words[k : k + 3]) in _TRIPLES
    )


_MANNERS = word_set(
    "only backward backwards slow slowly slower barely hardly rarely seldom halfway intolerable unsafe sideways scoots"
    " furniture needs requires relies depends misses leaves drops dropped falls fallen spills bumps"
)
_PAIRS = frozenset(
    tuple(pair.split(" "))
    for pair in (
        "step to",
        "half days",
        "part time",
        "sits out",
        "sit out",
        "gives up",
        "gave up",
        "given up",
        "gives out",
        "gives way",
        "too weak",
        "too painful",
        "less than",
        "twice as",
        "longer than",
        "not participate",
        "last to",
        "short distances",
        "has to",
        "have to",
        "needs to",
        "sink since",
        "at sink",
        "kept home",
        "stays home",
        "stayed home",
    )
)
_TRIPLES = frozenset(
    tuple(triple.split(" "))
    for triple in (
        "one at a",
        "two at a",
        "takes 10 min",
        "takes 15 min",
        "takes 20 min",
        "takes 30 min",
        "because he cannot",
    )
)


def _with_a_symptom(segment: Segment) -> Hit | None:
    """ "Dizzy rolling over in bed", "coughs on thin liquids at dinner": a symptom that comes with life."""
    told = segment.section == "subjective" or (segment.section is None and _reported(segment))
    if not told or segment.has("home"):
        return None
    words = segment.scan.words
    for sign in segment.all("symptoms", "deficits"):
        life = next((one for one in segment.kinds.get("functions", ()) if 0 <= one.i - sign.j <= 7), None)
        between = words[sign.j : life.i] if life else []
        if life is not None and not {"from", "since", "yesterday", "last", "no", "but"}.intersection(between):
            return sign
    return None
