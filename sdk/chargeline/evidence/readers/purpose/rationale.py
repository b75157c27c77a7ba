"""Why a task was chosen: the deficit that it works on."""

from __future__ import annotations

from collections.abc import Iterator

from chargeline.evidence.readers.change.programme import PERSON
from chargeline.evidence.readers.finding import Found, found, whole
from chargeline.evidence.readers.function.deficits import is_over_or_trained, is_response, lacks
from chargeline.evidence.readers.function.tasks import MOVING, practised, rehearsed
from chargeline.evidence.readers.purpose.beside import set_off
from chargeline.evidence.readers.purpose.brought_about import acted_on
from chargeline.evidence.readers.purpose.purpose import last_target, of_a_cue
from chargeline.evidence.readers.purpose.reasons import led_to, stopped
from chargeline.evidence.text.context import contexts
from chargeline.evidence.text.lists import listed, word_set
from chargeline.evidence.text.scan import Hit
from chargeline.evidence.text.structure import Segment


def rationales(segment: Segment) -> Iterator[Found]:
    """A purpose or a cause beside a task that names what the task works on."""
    if segment.section in ("subjective", "goals", "history"):
        return
    for aim in segment.kinds.get("aims", ()):
        target = _worked_on(segment, aim)
        if target is not None and not of_a_cue(segment, aim) and not _of_exercise(segment, aim.i):
            yield found("rationale", aim.entries["aims"].more, segment, aim, target)
            yield from _areas(segment, aim, target)
    yield from _brought_about(segment)
    if segment.has("capacities") and not segment.has("lacking", "degrees", "grade"):
        tasks = [one for one in segment.all("activities", "functions", "services") if "capacities" not in one.entries]
        for hit in segment.kinds["capacities"]:
            of_task = hit.entries["capacities"].more in _NAMES_OF_TASKS
            if not of_task and set_off(segment, hit, tasks) and _practises(segment):
                yield found("rationale", "capacity", segment, hit, last_target(segment, hit))
    reason = led_to(segment, segment.kinds.get("activities", ()))
    if reason is not None and ("activities" not in reason[1].entries or practised(segment, reason[1])):
        yield found("rationale", "deficit", segment, *reason)
    named = segment.first("capacities", "deficits", "functions", "faults") if segment.label == "rationale" else None
    if named is not None:
        yield whole("rationale", "stated", segment, named)


_NAMES_OF_TASKS = ("attention", "memory", "executive function", "language", "speech", "swallow", "voice")
"""Areas whose capacities are called as the tasks that train them: "card sort, set shifting"."""


def _brought_about(segment: Segment) -> Iterator[Found]:
    """What a task is to change, by any verb of aim: "swings first to bring her low arousal up"."""
    if "to" not in segment.said or not segment.has(*_WORKED_ON) or not _practises(segment):
        return
    words, said = segment.scan.words, {aim.i for aim in segment.kinds.get("aims", ())}
    for k in range(segment.i + 1, segment.j - 1):
        target = acted_on(segment, k) if words[k - 1] == "to" and k - 1 not in said else None
        if target is not None and not _WORKED_ON.isdisjoint(target.entries) and not _of_exercise(segment, k):
            yield Found("rationale", "verb", segment, segment.scan.starts[k], target.end, contexts(segment, target))


def _areas(segment: Segment, aim: Hit, target: Hit) -> Iterator[Found]:
    """What a task works on, where that is more than one area: "for balance and hip power"."""
    last = last_target(segment, target)
    listed = [hit for hit in segment.hits if target.i <= hit.i <= last.i]
    named = [hit.entries.get("capacities") or hit.entries.get("deficits") for hit in listed]
    areas = dict.fromkeys(entry.more for entry in named if entry)
    if areas:
        yield found("areas aimed at", "|".join(areas), segment, aim, last, codes=ACTIVITY_CODES[:1])


def seen_in_tasks(parts: list[Segment]) -> Iterator[Found]:
    """A deficit or a fault told beside a task, or right after it in its line: what the task works on."""
    task, place = None, 0
    for k, segment in enumerate(parts):
        if task is not None and (segment.line != task.line or segment.section != task.section or k - place > _BESIDE):
            task = None
        told = segment.section in _NOT_TREATMENT or segment.label in _NOT_TOLD or "reported" in segment.said
        if told or _of_life(segment):
            continue
        if segment.has("activities", "services", "functions") and _practises(segment):
            task, place = segment, k
        if task is not None:
            codes = () if task.services else ACTIVITY_CODES
            behind = place < k and segment.scan.words[parts[k - 1].j - 1] in _STOPS
            for first, last in _faults(segment):
                if not behind or (first is last and _in_motion(first)) or _given_as_reason(segment, first):
                    yield found("rationale", "deficit", segment, first, last, codes=codes)


def _of_life(segment: Segment) -> bool:
    """Whether something is told of life between visits: "at daycare he still drops to crawl"."""
    return not _LIFE.isdisjoint(segment.said) and "at" in segment.scan.words[segment.i : segment.i + 1]


_LIFE = listed("between visits") | word_set("home")
_NOT_TREATMENT = ("subjective", "goals", "history", "plan", "assessment", "home")
_NOT_TOLD = ("hep", "goals", "history", "baseline", "education", "function", "home", "response", "pain")
_BESIDE = 2
"""Sentences after a task that may still tell what was seen in it."""
ACTIVITY_CODES = ("97530", "97535", "97542", "97116", "97129", "97760")
_STOPS = frozenset({".", "!", "?"})
_NEAR = 8
"""Words from a word of aim to the deficit that it names."""


def _in_motion(hit: Hit) -> bool:
    """Whether this is seen while a task is done; that something is weak or poor stands by itself."""
    seen = "faults" in hit.entries and hit.entries["faults"].more == "seen"
    return seen or ("deficits" in hit.entries and hit.entries["deficits"].more == "gait")


def _given_as_reason(segment: Segment, hit: Hit) -> bool:
    """Whether a word of aim or of cause stands before a deficit told behind its task: "aim is less rigidity"."""
    if segment.scan.words[hit.i - 1] == "→" or any(acted_on(segment, k) is hit for k in range(segment.i, hit.i)):
        return True
    aims = (aim for aim in segment.kinds.get("aims", ()) if not of_a_cue(segment, aim))
    return any(0 <= hit.i - aim.j <= _NEAR for aim in aims)


def _faults(segment: Segment) -> Iterator[tuple[Hit, Hit]]:
    """Deficits, lacks and faults seen that are neither a response nor what an exercise is done for."""
    ended = any(stopped(segment, aim) for aim in segment.kinds.get("aims", ()) if aim.entries["aims"].more == "cause")
    if ended or not _WORN.isdisjoint(segment.said):
        return
    exercises = segment.kinds.get("exercises", ())
    for hit in segment.all("deficits", "lacking", "faults"):
        named = [hit, *lacks(segment, hit)] if "lacking" in hit.entries else [hit]
        if "deficits" in hit.entries and hit.entries["deficits"].more in _NOT_MOVING:
            continue
        seen = "faults" in hit.entries and hit.entries["faults"].more == "seen"
        if not (seen or "deficits" in hit.entries or len(named) > 1):
            continue
        at = min(one.i for one in named)
        other = (one for one in exercises if "activities" not in one.entries and one not in named and one.j != at)
        exercised = any(one.j <= hit.i for one in other)
        leant = segment.scan.words[hit.i].startswith("lean") and segment.scan.words[hit.j : hit.j + 1] == ["on"]
        if not (exercised or leant or is_response(segment, hit) or is_over_or_trained(segment, hit)):
            yield min(named, key=_place), max(named, key=_place)


def _place(hit: Hit) -> int:
    return hit.i


_NOT_MOVING = ("edema", "sensation")
"""Areas of deficit that no task shows."""
_WORN = listed("worn at a task")
_AIMED_AT = frozenset({"capacities", "deficits", "faults", "motions"})
_WORKED_ON = frozenset({"capacities", "deficits"})
_CAUSES = frozenset({"deficits", "lacking", "limits"})


def _worked_on(segment: Segment, aim: Hit) -> Hit | None:
    """What an aim or a cause names within a few words, if that can be what a task works on."""
    form = aim.entries["aims"].more
    reach = 12 if form == "cause" else 8
    after = [hit for hit in segment.hits if hit.i >= aim.j and hit.i - aim.j <= reach]
    if form == "cause":
        ended = stopped(segment, aim) or _of_life_lived(segment)
        return None if ended else next((hit for hit in after if _is_cause(segment, hit)), None)
    verb = form != "bare" or segment.scan.words[aim.i - 1] == "to"
    if not verb or not (_practises(segment) or _unnamed_task(segment)):
        return None
    if _is_the_task(segment, aim):
        first = next((hit for hit in after if hit.entries.keys() - {"body", "sides", "targets"}), None)
        return first if first is not None and not _WORKED_ON.isdisjoint(first.entries) else None
    plain = segment.scan.words[aim.i : aim.j] == ["for"]
    helped = any(level.j <= aim.i and aim.i - level.j <= 1 for level in segment.all("assistance", "cues"))
    after = [hit for hit in after if segment.scan.words[hit.i : hit.j] != ["function"]]
    if plain:
        after = [hit for hit in after if "," not in segment.scan.words[aim.j : hit.i]]
    wanted = _AIMED_AT if plain and helped else _AIMED_AT | {"functions"}
    wanted = _WORKED_ON if plain and not _practises(segment) else wanted
    wanted = wanted if plain or not _is_made(segment) else wanted | {"body"}
    named = (hit for hit in after if _is_aimed_at(segment, hit, wanted, plain=plain))
    return next(named, aim if form == "whole" else None)


def _of_life_lived(segment: Segment) -> bool:
    """ "He uses a cane because the knee hurts": how the patient lives, no choice of a task."""
    words = segment.scan.words
    return words[segment.i] in PERSON and words[segment.i + 1 : segment.i + 2] != [] and words[segment.i + 1] in _LIVES


_LIVES = word_set("uses use is has wears needs takes")


def _is_made(segment: Segment) -> bool:
    """Whether an orthosis is made or changed: a part that it is to hold or to rest is why."""
    return any(hit.entries["activities"].more == "orthosis" for hit in segment.kinds.get("activities", ()))


def _is_aimed_at(segment: Segment, hit: Hit, wanted: frozenset[str], *, plain: bool) -> bool:
    """Whether a task works on this: what body or mind can do, or life at home; the next task is none of these."""
    named = wanted.intersection(hit.entries)
    area = hit.entries["capacities"].more if "capacities" in hit.entries else "function"
    if area in ("function", "mobility") and not _GENERAL.isdisjoint(segment.scan.words[hit.i : hit.j]):
        return False
    if named != {"functions"}:
        return bool(named)
    at_home = not _OF_LIFE.isdisjoint(segment.scan.words[hit.j : hit.j + 4])
    lacked = any(lack.j == hit.i for lack in segment.kinds.get("lacking", ()))
    thing = hit.j - hit.i == 1 and not lacked and (plain or hit.entries["functions"].more == "life")
    return at_home or not (thing or "activities" in hit.entries)


_GENERAL = word_set("safety independence functional adl adls iadl iadls")
"""Words for any aim of any task: "for functional mobility", "for safety" name no deficit."""


_OF_LIFE = word_set("home own again alone chosen picked selected work school so")


def _is_the_task(segment: Segment, aim: Hit) -> bool:
    """ "Sat to put on shoes" says what was done; "so she can", "to return to", "at home" what it is for."""
    words = segment.scan.words
    if aim.entries["aims"].more != "deed" or words[aim.i] == "so" or not _RETURN.isdisjoint(words[aim.i : aim.j]):
        return False
    return _OF_LIFE.isdisjoint(segment.said)


_RETURN = word_set("return able access manage participate")


def _is_cause(segment: Segment, hit: Hit) -> bool:
    """A deficit, a fault, a limit; or a part or a capacity that fails: "since her endurance runs out"."""
    moving = "faults" in hit.entries and hit.entries["faults"].more in MOVING
    if moving or _CAUSES.intersection(hit.entries):
        return True
    part = not hit.entries.keys().isdisjoint(("capacities", "body", "motions"))
    behind = segment.scan.words[hit.j : hit.j + 4]
    return part and not _FAILS.isdisjoint(behind)


_FAILS = listed("failing")


def _unnamed_task(segment: Segment) -> bool:
    """A line of treatment without exercise or dose, whose task the lexicon does not know."""
    other = ("exercises", "dose", "context", "home", "limits", "techniques", "services")
    return segment.section != "plan" and not segment.has(*other)


_OF_TASKS = ("97530", "97535", "97542", "97116", "97129", "97760", "97537")


def _practises(segment: Segment) -> bool:
    """Whether a task is practised, a service of tasks is named, or a task is told as chosen."""
    return (
        segment.label == "rationale"
        or any(hit.entries["services"].more.startswith(_OF_TASKS) for hit in segment.kinds.get("services", ()))
        or any(practised(segment, hit) for hit in segment.kinds.get("activities", ()))
        or any(rehearsed(segment, hit) for hit in segment.kinds.get("functions", ()))
        or len(_CHOSEN & segment.said) > 1
    )


_CHOSEN = frozenset({"task", "activity", "chosen", "picked", "selected"})


def _of_exercise(segment: Segment, k: int) -> bool:
    """Whether an exercise, or another service, stands nearer before the aim at a token than any task does."""
    before = [hit for hit in segment.hits if hit.j <= k and not _DONE.isdisjoint(hit.entries)]
    before = [hit for n, hit in enumerate(before) if not (n and _is_apparatus(segment, hit))]
    if not before or "activities" in before[-1].entries:
        return False
    done = before[-1].entries.get("exercises") or before[-1].entries["services"]
    return {"97530", "97116"}.isdisjoint(done.more.split()) and not done.more.startswith(_OF_TASKS)


_DONE = frozenset({"exercises", "activities", "services"})


def _is_apparatus(segment: Segment, hit: Hit) -> bool:
    """Whether an exercise's name tells only where a task was done: "cut along lines on a wobble board"."""
    words, k = segment.scan.words, hit.i - 1
    return "exercises" in hit.entries and words[k - (words[k] in ("a", "an", "the"))] in ("on", "at")
