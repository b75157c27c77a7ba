"""Which readers a segment asks for: each is called only where what it reads can be.

Every reader states what it needs as alternatives, one string each; ` + ` joins groups of which all must be there, and
of a group's names one is enough. A name is a kind of hit ("dose"), a word said ("said:leaving"), the label that a
segment stands under ("under:hep") or its section ("in:plan"). Needs may be wider than what a reader finds; where they
are narrower, they are part of what it means ("under:response + labels": the label's own segment).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TypeAlias

from chargeline.evidence.readers.change.changes import changes
from chargeline.evidence.readers.change.exchange import FRESH
from chargeline.evidence.readers.change.otherwise import ARE, GONE, JOINED, SAME, SET, STEPS, WITHOUT
from chargeline.evidence.readers.change.programme import COMPARATIVES
from chargeline.evidence.readers.copies import COPIED, copies
from chargeline.evidence.readers.exercise.exercises import doses, exercises
from chargeline.evidence.readers.exercise.longer import longer
from chargeline.evidence.readers.exercise.mode import FIRST, modes
from chargeline.evidence.readers.exercise.repeated import EACH, REPEATED
from chargeline.evidence.readers.fields import SAYS, fields
from chargeline.evidence.readers.finding import Found
from chargeline.evidence.readers.function.deficits import OFF, SOUND_FAULTS, deficits
from chargeline.evidence.readers.function.impact import impacts
from chargeline.evidence.readers.function.links import links
from chargeline.evidence.readers.function.tasks import REHEARSING, activities
from chargeline.evidence.readers.function.ways import EMPLOYERS
from chargeline.evidence.readers.home.habits import FEWER, HABITAT, KEPT_AT, LOOKED
from chargeline.evidence.readers.home.handed import HANDED, TELLING, WRITTEN
from chargeline.evidence.readers.home.hep import ALONE, LEAVING, habits, home
from chargeline.evidence.readers.home.practice import AT_HOME, PATIENT, RECORDS
from chargeline.evidence.readers.plan.coming import COME
from chargeline.evidence.readers.plan.plans import PUT_OFF, plans
from chargeline.evidence.readers.progress.comparisons import SET_AGAINST, comparisons
from chargeline.evidence.readers.purpose.brought_about import VERBS_OF_AIM, WATER
from chargeline.evidence.readers.purpose.chosen import BECAUSE, chosen
from chargeline.evidence.readers.purpose.purpose import purposes
from chargeline.evidence.readers.purpose.rationale import rationales
from chargeline.evidence.readers.purpose.reasons import THEREFORE
from chargeline.evidence.readers.response.responses import responses
from chargeline.evidence.readers.response.strained import STRAINED
from chargeline.evidence.readers.results.units import MOVED_BY
from chargeline.evidence.readers.skill.answering import ANSWERING, SO
from chargeline.evidence.readers.skill.care import BRACED, CUED, TOUCHING, areas, assistance, contact
from chargeline.evidence.readers.skill.deeds import DEEDS, DOER, decisions, guided
from chargeline.evidence.readers.skill.seen import LED, TOUCHES, touched
from chargeline.evidence.readers.skill.skill import skills
from chargeline.evidence.readers.tiers import tiers
from chargeline.evidence.readers.together import together
from chargeline.evidence.text.lists import word_set
from chargeline.evidence.text.structure import Segment

Reader: TypeAlias = Callable[[Segment], Iterator[Found]]

_SAID = {
    "said:home": AT_HOME,
    "said:patient": PATIENT,
    "said:leaving": LEAVING,
    "said:alone": ALONE,
    "said:records": RECORDS,
    "said:hep": word_set("hep"),
    "said:written": WRITTEN,
    "said:handed": HANDED,
    "said:told": TELLING,
    "said:fresh": FRESH,
    "said:comparative": COMPARATIVES,
    "said:step": STEPS,
    "said:same": SAME,
    "said:gone": GONE,
    "said:are": ARE,
    "said:set": SET,
    "said:spared": WITHOUT,
    "said:water": WATER,
    "said:habitat": HABITAT,
    "said:days": word_set("days nights evenings mornings"),
    "said:kept_at": KEPT_AT,
    "said:looked": LOOKED | word_set("went showed"),
    "said:fewer": FEWER,
    "said:touch": TOUCHES,
    "said:led": LED,
    "said:taken_up": word_set("resume restart reintroduce pick add advance progress return"),
    "said:unless": word_set("if provided when once unless assuming"),
    "said:strained": STRAINED,
    "said:quoted": word_set('"'),
    "said:me": word_set("i i'm my me"),
    "said:because": BECAUSE,
    "said:gone_off": word_set("off gone"),
    "said:joined": JOINED,
    "said:from": word_set("from"),
    "said:until": word_set("until till"),
    "said:deeds": DEEDS,
    "said:answering": ANSWERING | SO,
    "said:doer": DOER,
    "said:each": EACH,
    "said:repeated": REPEATED,
    "said:rehearsing": REHEARSING,
    "said:cued": CUED,
    "said:copied": COPIED,
    "said:mode": FIRST,
    "said:instead": word_set("to → > instead rather lieu place too time heretofore hitherto until till up"),
    "said:against": SET_AGAINST,
    "said:difference": word_set("than vs from over above below under"),
    "said:longer": word_set("longer"),
    "said:braced": frozenset(BRACED),
    "said:out": word_set("in out"),
    "said:to": word_set("to"),
    "said:aim": VERBS_OF_AIM,
    "said:therefore": THEREFORE,
    "said:arrow": word_set("→ >"),
    "said:put_off": PUT_OFF,
    "said:come": COME,
    "said:employs": EMPLOYERS,
    "said:reason": word_set("where purpose point reason aim"),
    "said:held": word_set("hand hands lap"),
    "said:by": word_set("by"),
    "said:touching": TOUCHING,
    "said:off": OFF,
    "said:sounds": SOUND_FAULTS,
    "said:slash": frozenset("/"),
    "said:moved_by": MOVED_BY,
    "said:first": word_set("first"),
    "said:where": word_set("where"),
    "said:was": word_set("was from prev previously not up down +"),
}
_AT_HOME = "labels exercises activities family motions"
_READERS: tuple[tuple[Reader, tuple[str, ...]], ...] = (
    (exercises, ("exercises dose", "motions modes activities + times reps", "motions activities + number + said:each")),
    (
        doses,
        (
            "dose times",
            "exercises + reps load seconds minutes equipment number tries fraction",
            "number + said:each",
            "reps + said:repeated",
            "reps + number + said:by",
        ),
    ),
    (
        purposes,
        (
            "aims",
            "capacities + exercises dose times reps services programme",
            "said:to said:aim + exercises dose times reps programme",
            "said:water",
            "said:therefore + exercises + deficits lacking faults limits",
        ),
    ),
    (modes, ("modes", "exercises measures + said:mode")),
    (
        changes,
        (
            "changes",
            "equipment programme exercises activities + said:instead said:comparative",
            "load dose reps times speed + said:was",
            "load + said:instead",
            "exercises programme equipment quantity + exercises activities programme equipment + said:fresh",
            "exercises + said:out",
            "said:step said:same said:gone said:joined",
            "now before + said:until",
            "exercises activities equipment programme + now",
            "exercises equipment programme load + body + said:from",
            "exercises activities equipment programme now + said:are + said:out",
            "exercises + equipment programme + said:spared",
            "quantity + said:set",
            "equipment programme + said:gone_off",
            "quantity + said:difference",
            "before + quantity",
        ),
    ),
    (
        home,
        (
            "home often upkeep family",
            "plans + said:patient",
            f"said:home + {_AT_HOME}",
            "said:leaving + said:alone",
            "said:records + exercises techniques programme services",
            "said:hep + labels",
            "said:written + said:to",
            f"said:handed + {_AT_HOME} equipment programme functions home often sides body now",
            "said:told + said:to",
            f"under:hep + {_AT_HOME}",
        ),
    ),
    (habits, ("exercises techniques + said:habitat said:days", "said:kept_at said:looked said:fewer")),
    (
        deficits,
        (
            "deficits lacking grade",
            "number + body motions",
            "capacities + said:off limits",
            "faults + body",
            "said:slash + said:sounds",
        ),
    ),
    (impacts, ("limits functions family", "said:employs", "under:function + labels")),
    (
        activities,
        ("activities", "functions + said:rehearsing", "exercises equipment services + speed distance reps dose"),
    ),
    (links, ("activities", "functions + aims said:rehearsing said:reason said:held")),
    (
        rationales,
        (
            "aims",
            "capacities + activities services",
            "said:therefore + deficits lacking faults limits",
            "under:rationale + deficits labels faults",
        ),
    ),
    (chosen, ("said:because",)),
    (assistance, ("assistance cues cued", "skills + said:cued", "body + said:touching")),
    (skills, ("skills cues",)),
    (
        responses,
        (
            "responses symptoms ratings pauses",
            "under:response + labels",
            "fraction + courses",
            "body + said:strained",
            "said:quoted + said:me",
        ),
    ),
    (
        plans,
        (
            "plans",
            "in:plan + labels",
            "labels + fraction",
            "said:put_off",
            "exercises activities + said:come",
            "said:taken_up + said:unless",
        ),
    ),
    (fields, tuple(f"under:{label} + labels" for label in SAYS)),
    (contact, ("one_on_one",)),
    (areas, ("body", "activities equipment + said:braced")),
    (
        comparisons,
        (
            "comparisons",
            "before + assistance cues now tries said:against",
            "assistance cues changes + said:arrow",
            "often + said:difference said:was",
            "measures motions + said:moved_by + quantity",
            "said:first + day functions activities programme body",
            "said:where + said:was",
            "faults deficits limits manners + said:longer",
        ),
    ),
    (longer, ("longer",)),
    (tiers, ("tiers",)),
    (copies, ("said:copied",)),
    (together, ("together",)),
    (decisions, ("said:deeds + said:answering symptoms faults deficits",)),
    (guided, ("said:doer",)),
    (touched, ("said:touch said:led + body skills", "said:comparative + said:answering")),
)


_ALTERNATIVES = tuple((reader, one.split(" + ")) for reader, needs in _READERS for one in needs)
_WIDTH, _GROUPS = len(_ALTERNATIVES), 3
"""A number holds a bit for each alternative, once for each of its groups, the groups side by side."""


def _bits() -> dict[str, int]:
    """What each name meets: its bits in the groups of the alternatives that it stands in."""
    bits: dict[str, int] = {}
    for place, (_, groups) in enumerate(_ALTERNATIVES):
        for n, group in enumerate(groups):
            for name in group.split(" "):
                bits[name] = bits.get(name, 0) | 1 << (n * _WIDTH + place)
    return bits


_BITS = _bits()
_MISSING = sum(
    1 << (n * _WIDTH + place) for place, (_, groups) in enumerate(_ALTERNATIVES) for n in range(len(groups), _GROUPS)
)
"""Groups that an alternative does not have are always met."""
_OTHERS = {reader: ~sum(1 << n for n, (of, _) in enumerate(_ALTERNATIVES) if of is reader) for reader, _ in _READERS}
_MEETS = {1 << n: (reader, _OTHERS[reader]) for n, (reader, _) in enumerate(_ALTERNATIVES)}
"""The reader of each alternative, and the bits of all the other readers'."""
_UNDER, _IN = (
    {name.removeprefix(stands): bit for name, bit in _BITS.items() if name.startswith(stands)}
    for stands in ("under:", "in:")
)
_WORDS: dict[str, int] = {}
for _name, _said in _SAID.items():
    for _word in _said:
        _WORDS[_word] = _WORDS.get(_word, 0) | _BITS[_name]
_TELLING = frozenset(_WORDS)


def with_readers(parts: list[Segment]) -> Iterator[tuple[Segment, list[Reader]]]:
    """The segments of one text that any reader is called for, each with those of which one alternative is met."""
    bits = _BITS.get
    for segment in parts:
        there = _MISSING | _UNDER.get(segment.label or "", 0) | _IN.get(segment.section or "", 0)
        for kind in segment.kinds:
            there |= bits(kind, 0)
        for word in segment.said & _TELLING:
            there |= _WORDS[word]
        met = there & there >> _WIDTH & there >> 2 * _WIDTH
        if met:
            yield segment, list(_called(met))


def _called(met: int) -> Iterator[Reader]:
    """The readers of the alternatives met, each once, in their order."""
    while met:
        reader, others = _MEETS[met & -met]
        yield reader
        met &= others
