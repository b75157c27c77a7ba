"""The programme for home: given, reviewed, kept up or not, and discharge to it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from chargeline.evidence.readers.care import ASSIGNED
from chargeline.evidence.readers.finding import Found, clause, names_home
from chargeline.evidence.text.context import contexts
from chargeline.evidence.text.folding import in_order, word_set
from chargeline.evidence.text.scan import Hit
from chargeline.evidence.text.structure import Segment


def home(segment: Segment) -> Iterator[Found]:
    """A home programme given, reviewed or kept up, or discharge to one."""
    if segment.section == "history" or not segment.has(*_TOLD_BY):
        return
    named = next((hit for hit in segment.kinds.get("home", ()) if hit.entries["home"].more != "act"), None)
    named = named or next((hit for hit in segment.kinds.get("labels", ()) if _is_inner_label(segment, hit)), None)
    if named is not None:
        yield from _named(segment, named)
        return
    under = segment.label == "hep" and bool(segment.hits) and segment.j - segment.i > 3
    if under and _HOUSE.isdisjoint(_words(segment)):
        undone = contexts(segment, segment.hits[0], section=False) & {"not_done"}
        context = undone | (contexts(segment, segment.hits[-1], section=False) - {"historical"})
        yield Found("home", "home program", segment, *clause(segment, segment.hits[0]), context)
        return
    for told in (_carried_on, _kept_up, _taught, _leaving):
        hit = told(segment)
        if hit is not None:
            context = contexts(segment, hit, section=False) - _NOT_OF_HOME
            context -= {"not_done", "hypothetical"} if told is _kept_up else set()
            yield Found("home", "home program", segment, *clause(segment, hit), context)
            return


_TOLD_BY = in_order("home labels exercises activities often family motions upkeep")
_NOT_OF_HOME = frozenset({"historical", "goal", "other_person", "negated", "planned"})


def _named(segment: Segment, hit: Hit) -> Iterator[Found]:
    """A home programme by name. One that is not done is told of; one that is not reviewed or only planned is not."""
    entry = hit.entries["home"] if "home" in hit.entries else hit.entries["labels"]
    part = entry.more
    context = contexts(segment, hit, section=False) - {"historical"}
    near = segment.scan.words[max(segment.i, hit.i - _NEAR) : min(segment.j, hit.j + _NEAR)]
    if _DOING.intersection(near) or segment.section == "subjective":
        context -= {"negated", "not_done"}
    if part == "noun" and _yet_to_do(segment):
        context |= {"planned"}
    if _none_given(segment, hit):
        context |= {"unfilled"}
    if "discharge" in entry.name or _leaving(segment) is not None:
        context -= {"planned", "hypothetical"}
    given = any(0 <= act.i - hit.j <= 1 for act in segment.kinds.get("home", ()))
    if (part == "whole" or given) and segment.section != "plan":
        context -= {"planned"}
    told = part == "whole" or len([word for word in _words(segment) if word[0].isalnum()]) > hit.j - hit.i
    if told and segment.section != "goals":
        yield Found("home", entry.name, segment, *clause(segment, hit), context)


def _none_given(segment: Segment, hit: Hit) -> bool:
    """ "HEP: none issued", "HEP: [ ] issued [ ] reviewed": all that could have been done with it was not."""
    if hit.i == segment.i and not _NONE.isdisjoint(segment.scan.words[hit.j : hit.j + 3]):
        return True
    acts = [one for one in segment.kinds.get("home", ()) if one.entries["home"].more == "act"]
    return bool(acts) and all("unfilled" in contexts(segment, act, section=False) for act in acts)


_NONE = word_set("none nil")
_NEAR = 12
_DOING = word_set(
    "doing done perform performing performs compliant compliance adherent adherence forgot forgets missed"
    " skipped skips practicing practiced practice keeping following"
)


def _is_inner_label(segment: Segment, hit: Hit) -> bool:
    """ "Reports HEP compliance 5/7": a label's words inside a sentence."""
    named = "hep" in segment.scan.words[hit.i : hit.j]
    return named and hit.entries["labels"].more == "hep" and hit.i > segment.i and segment.label != "hep"


def _words(segment: Segment) -> list[str]:
    return segment.scan.words[segment.i : segment.j]


def _yet_to_do(segment: Segment) -> bool:
    """Whether a line of the plan tells of a home programme to come, not of one given today."""
    words = _words(segment)
    if segment.section != "plan":
        return False
    done = any(word.endswith("ed") or word in ("given", "gave", "taught") for word in words)
    return not done and not _TO_COME.isdisjoint(words)


_TO_COME = word_set("review update issue provide progress advance add modify give begin initiate establish finalize")


def _carried_on(segment: Segment) -> Hit | None:
    """Practice between visits: how often, or where and how it goes, and who keeps it up."""
    words = set(_words(segment))
    limits = (hit.entries["limits"].more for hit in segment.kinds.get("limits", ()))
    if segment.section == "goals" or "whether" in words or segment.has("deficits", "measures"):
        return None
    if any(limit != "help" for limit in limits) or _instead(segment):
        return None
    often = segment.first("often")
    at_home, family = bool(words & AT_HOME) and not words & _HOUSE, segment.has("family")
    item = segment.first("exercises", "dose") or segment.first("activities", "equipment", "home", "motions")
    practised = item is not None or (not words.isdisjoint(_PRACTICE) and not _for_leisure(segment))
    bare = not segment.has("symptoms", "assistance", "functions")
    if often is not None:
        kept = at_home or family or (segment.section != "plan" and not words.isdisjoint(_KEPT_UP))
        logged = not words.isdisjoint(_LOGS) and not words.isdisjoint(_SEEN)
        told = segment.section == "subjective" and not words.isdisjoint(_OWN)
        kept = kept and (practised or (bare and not family) or (at_home and family)) and _VISITS.isdisjoint(words)
        return often if kept or told or logged or _regime(segment, words) else None
    if family and "bedtime" in words and item is not None:
        return item
    goes_on = at_home and not words.isdisjoint(_GOES_ON) and not ("no" in words and "carryover" in words)
    return (item or segment.hits[0]) if goes_on and practised else None


def _for_leisure(segment: Segment) -> bool:
    return any(hit.entries["functions"].more in ("leisure", "sport") for hit in segment.kinds.get("functions", ()))


def _kept_up(segment: Segment) -> Hit | None:
    """Kept up or not without a programme's name: "wall slides going fine", "I forget the neck ones"."""
    words = _words(segment)
    hit = segment.first("upkeep")
    if hit is None or segment.section in ("goals", "plan") or segment.has("dose", "measures", "services", "degrees"):
        return None
    named = not _OF_PROGRAMME.isdisjoint(words) or _ONES.search(segment.scan.folded, segment.start, segment.end)
    if named or (hit.entries["upkeep"].more == "any" and segment.has("exercises", "techniques")):
        return hit
    return None


_ONES = re.compile(r" ones?\b")
_OF_PROGRAMME = word_set(
    "stretch exercise program programme series routine practice homework sheet card list log putty band splint brace"
)


def _regime(segment: Segment, words: set[str]) -> bool:
    """An exercise, or something worn, with how often: "does her flicks am + pm", "neoprene on at night"."""
    if segment.section == "plan" or segment.has("symptoms", "assistance", "services") or not _VISITS.isdisjoint(words):
        return False
    worn = not words.isdisjoint(_WORN) and not words.isdisjoint(_ON_OFF)
    thing = segment.has("exercises") or not words.isdisjoint(_THINGS)
    return worn or thing or (segment.has("dose", "programme") and not words.isdisjoint(_KEPT_UP))


_THINGS = word_set("script hum straw drill hold board kit putty splint stretch kegel flick homework diary")


def _instead(segment: Segment) -> bool:
    """Daily life done for the patient is help, not practice: "dresses her each morning because she cannot"."""
    life = [one for hit in segment.all("activities", "functions") for one in hit.entries.values()]
    cared = any(one.more in ("adl", "iadl") for one in life)
    return cared and not _FOR_ITSELF.isdisjoint(segment.scan.words[segment.i : segment.j])


_FOR_ITSELF = word_set("because himself herself")


_WORN = word_set(
    "towel pillow wedge splint brace orthosis sleeve stocking stockings garment garments neoprene coban tape"
    " strap straps sling wrap bandage bandages glove gauntlet patch collar corset binder boot immobilizer"
    " stretcher"
)
_ON_OFF = word_set("under on off out wear wears wearing worn use uses using goes keep keeps apply applies rewrap redo")
_KEPT_UP = word_set(
    "doing does did done do practices practice practiced practicing keeping keeps kept keep performs performing got"
    " performed completes completing logs logged logging log program sheet list printed missed compliant told asked"
    " shown run runs ran use uses goes set sets taught assigned to"
) - {"to"}
_VISITS = word_set("seen visits visit poc frequency")
_LOGS = word_set("log diary logs sheet chart calendar planner phone app tracker")
AT_HOME = word_set("home house bedtime bath")
_HOUSE = word_set(
    "simulation simulated story storey levels lives live fell fall fallen alone lived works work safety setup"
    " health visit drove drives"
)
_PRACTICE = word_set(
    "practice practices practicing practiced practise practises practising exercise exercises stretch stretches"
    " stretching drill drills talk log do does did doing perform performs performing walk walking read reading"
)
_OWN = word_set(
    "stretches stretch exercises exercise practice practiced practices practicing bands band putty words drills"
)
_GOES_ON = word_set("well good going carrying carryover carried kept keeping keeps continues follow following done")
_SEEN = word_set("reviewed review done completed days brought returned filled kept shows wrote logged logging")


def _taught(segment: Segment) -> Hit | None:
    """Someone taught, told or given something to do at home or so many times a day."""
    words = _words(segment)
    taught = next((segment.i + k for k, word in enumerate(words) if word in _TEACHING), None)
    shown = _family_shown(segment)
    if shown is not None:
        return shown
    if taught is None or "whether" in words or segment.section == "goals" or segment.has("limits"):
        return None
    for_home = bool(AT_HOME.intersection(words)) and _HOUSE.isdisjoint(words)
    cared = segment.has("exercises", "activities", "motions", "body", "techniques") or "self" in words
    self_care = segment.has("often") and cared
    later = segment.section == "plan" and not words[taught - segment.i].endswith("ed")
    if (for_home or self_care) and not later and "will" not in words[: taught - segment.i]:
        said = [hit for hit in segment.hits if "context" not in hit.entries]
        return min(said, key=lambda hit: abs(hit.i - taught), default=None)
    return None


def _family_shown(segment: Segment) -> Hit | None:
    """Who helps the patient learned how: "grandmother shown how to pause", "spouse trained in bandaging"."""
    if segment.section == "goals":
        return None
    for helper in segment.kinds.get("family", ()):
        after = segment.scan.words[helper.j : min(helper.j + 5, segment.j)]
        if _is_to_do(segment, helper, after):
            return helper
        if segment.section in ("plan", "subjective"):
            continue
        place = next((k for k, word in enumerate(after[:3]) if word in _LEARNED), None)
        taught = segment.has("exercises", "techniques") or not _HOW.isdisjoint(
            after[place + 1 :] if place is not None else ()
        )
        if (place is not None and taught) or after[:2] in _SHOWED:
            return helper
    return None


def _is_to_do(segment: Segment, helper: Hit, after: list[str]) -> bool:
    """What a helper is to do, or does with the patient: "mom to offer pear skin", "brother runs EMST with him"."""
    if after[:1] == ["to"] and segment.scan.words[helper.i - 1] not in _ASKED and helper.i == segment.i:
        return len(after) > 1 and after[1].isalpha() and after[1] not in _NO_PRACTICE
    words = segment.scan.words[helper.j : segment.j]
    then = words[words.index("will") + 1 :] if "will" in words else []
    if then and segment.section != "subjective" and then[0].isalpha() and then[0] not in _NO_PRACTICE:
        return True
    beside = any(words[k : k + 2] in _WITH for k in range(len(words)))
    return beside and after[:1] != [] and after[0] in _RUNS and segment.has("exercises", "techniques", "equipment")


_ASKED = word_set("needs need wants asks gets has for allow")
_NO_PRACTICE = ASSIGNED | word_set(
    "be attend drive wait come sign see return pick help drop stay watch visit get go have not take let"
)
_WITH = (["with", "him"], ["with", "her"], ["with", "them"])
_RUNS = word_set("does do runs run practices practice drills plays play reads read repeats repeat works work")
_SHOWED = (["showed", "me"], ["showed", "us"], ["shows", "me"])
_LEARNED = word_set("shown taught trained learned independent")
_HOW = word_set("how in to on with")
_TEACHING = word_set(
    "instructed instruct instr educated taught told given gave issued sent printed provided emailed trained coached"
    " coaching showed shown demonstrated demo handed assigned reviewed advised encouraged asked prescribed to"
) - {"to"}


def _leaving(segment: Segment) -> Hit | None:
    """Discharge or transition planned to a programme that the patient carries on alone."""
    words = _words(segment)
    if LEAVING.isdisjoint(words) or not segment.hits:
        return None
    leaving = next((segment.i + k for k in range(len(words)) if _leaves(words, k)), None)
    if leaving is None:
        return None
    to = set(segment.scan.words[leaving : segment.j])
    alone = not to.isdisjoint(ALONE)
    led = names_home(segment) or (alone and not to.isdisjoint(_CARRIED_ON))
    return min(segment.hits, key=lambda hit: abs(hit.i - leaving)) if led else None


_CARRIED_ON = word_set("program programme management hep gym exercise pool class routine")
LEAVING = word_set("discharge discharged discharging dc d transition transitioning wean graduate last final")


ALONE = word_set("gym pool self-management self hep maintenance independent home own")


def _leaves(words: list[str], k: int) -> bool:
    return (
        words[k] in ("discharge", "discharged", "discharging", "dc", "transition", "transitioning", "wean", "graduate")
        or words[k : k + 3] == ["d", "/", "c"]
        or words[k : k + 2] in (["last", "visit"], ["final", "visit"], ["the", "last"])
    )
