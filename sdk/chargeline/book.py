"""The rule book: codes, values, payer policies, edit tables and the lexicon, immutable, under one digest.

Only the book holds data. `RuleBook.default()` is what ships; `RuleBook.load(directory)` lays a site's folder over it.
Everything is read on first use.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache, cached_property, partial
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

from chargeline.errors import BadRuleBook, Problem, UnknownPolicy
from chargeline.model import Citation, Setting
from chargeline.values.codes import MODIFIER, CodeRow, read_codes
from chargeline.values.dated import NotPublished, Value, citation, standing, values_of
from chargeline.values.files import SHIPPED, DataFiles, bad
from chargeline.values.laterality import SidedCodes, read_side_words, read_sided
from chargeline.values.policies import Policy, read_policy
from chargeline.values.span import Span, span
from chargeline.values.subjects import Subjects, read_subjects
from chargeline.values.tables import (
    BelievedPair,
    EditPair,
    ExclusivePair,
    LimitTable,
    PairTable,
    Tables,
    UnitLimit,
    pair_key,
    read_exclusive,
)
from chargeline.values.tiers import TierFactor, read_tiers
from chargeline.version import __version__

if TYPE_CHECKING:
    from chargeline.evidence.services.codes.interventions import Interventions
    from chargeline.evidence.text.phrases import Lexicon

__all__ = [
    "MODIFIER",
    "BelievedPair",
    "CodeRow",
    "EditPair",
    "LimitTable",
    "NotPublished",
    "PairTable",
    "Policy",
    "RuleBook",
    "UnitLimit",
    "Value",
    "pair_key",
]

REMEMBERED = 4096
"""Values by name and day that a book keeps at hand; visits come by the day."""
PARTS = (
    *("sources", "codes", "tiers", "_pairs", "_limits", "_believed", "_exclusive", "sided", "side_words", "subjects"),
    *("lexicon", "interventions", "digest"),
)
"""What is read on first use, each by its name here."""
HOSPITAL: frozenset[Setting] = frozenset({"outpatient-hospital", "rehab-agency", "corf", "snf-part-b"})


@dataclass(frozen=True)
class RuleBook:
    """All data that `evaluate` rests on. Two books with the same digest hold the same data."""

    files: DataFiles
    version: str = __version__
    _policies: dict[str, Policy] = field(default_factory=dict, init=False, repr=False, compare=False)
    _values: dict[str, Mapping[str, tuple[Value, ...]]] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )

    _found: dict[tuple[str, date, date | None], Value | NotPublished] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )

    @staticmethod
    def default() -> RuleBook:
        """The book that ships, read once in a process."""
        return _shipped()

    @staticmethod
    def load(directory: str | Path) -> RuleBook:
        """A site's folder laid over what ships. Raises BadRuleBook when it is not a folder."""
        folder = Path(directory)
        if not folder.is_dir():
            raise bad(str(directory), "is not a folder.", "Name the folder that holds the site's data.")
        return RuleBook(DataFiles((folder.resolve(), SHIPPED)))

    def __reduce__(self) -> tuple[type[RuleBook], tuple[DataFiles, str]]:
        """Another process gets the folders and reads for itself."""
        return RuleBook, (self.files, self.version)

    @cached_property
    def digest(self) -> str:
        """`sha256:...` over everything in the book."""
        return self.files.digest()

    def read_all(self) -> tuple[Problem, ...]:
        """Read everything now, as nothing is read twice; every problem of what cannot be read."""
        found = dict.fromkeys(problem for part in self._parts() for problem in _problems_of(part))
        return tuple(found)

    def _parts(self) -> Iterator[Callable[[], object]]:
        """What reads each part of the book."""
        yield from (partial(getattr, self, name) for name in PARTS)
        yield from (partial(self._read_values, file) for file in self.files.names("values", ".toml"))
        yield from (partial(self.policy, id_) for id_ in self.policies)

    @cached_property
    def sources(self) -> Mapping[str, Citation]:
        """Citations that tables refer to by a short key."""
        raw = self.files.merged_json("sources.json")
        return {key: citation(one, f"sources.json {key}") for key, one in raw.items()}

    # --- codes ---

    @cached_property
    def codes(self) -> Mapping[str, CodeRow]:
        """Every code of the table, whatever its dates."""
        return MappingProxyType(read_codes(self.files, self.sources))

    def code(self, code: str, on: date | None = None) -> CodeRow | None:
        """The code's row; None when it is not in the table or, with `on`, not valid on that service date."""
        row = self.codes.get(code)
        return row if row is None or on is None or row.valid(on) else None

    @cached_property
    def additional(self) -> Mapping[str, str]:
        """The first code of its family, for every code that bills further units."""
        rows = self.codes.values()
        return {row.code: row.family for row in rows if row.family and row.family_part == "additional"}

    @cached_property
    def further(self) -> Mapping[str, str]:
        """The code of further units, for every first code of a family."""
        return {first: code for code, first in self.additional.items()}

    @cached_property
    def replaced(self) -> Mapping[str, str]:
        """Medicare's own code, for every code that it has replaced."""
        return {row.code: row.medicare_code for row in self.codes.values() if row.medicare_code}

    @cached_property
    def one_on_one(self) -> frozenset[str]:
        """Timed codes that take one patient at a time."""
        return frozenset(code for code, row in self.codes.items() if row.contact == "one_on_one" and row.pooled)

    @cached_property
    def tiers(self) -> Mapping[str, tuple[TierFactor, ...]]:
        """The documented factors of each evaluation code that has tiers."""
        return read_tiers(self.files, self.sources)

    # --- values ---

    def value(
        self, name: str, on: date, known_on: date | None = None, policy: Policy | None = None
    ) -> Value | NotPublished:
        """The value that stands for a service on that day, the policy's own where it has one.

        `name` is `file.key` ("kx.threshold_ot"). Raises BadRuleBook when no value has that name.
        """
        own = policy.values.get(name) if policy and policy.values else None
        if own:
            return self._standing(name, own, on, known_on)
        key = (name, on, known_on)
        found = self._found.get(key)
        if found is None:
            if len(self._found) >= REMEMBERED:
                self._found.clear()
            found = self._found[key] = self._standing(name, self.values(name), on, known_on)
        return found

    def _standing(self, name: str, rows: tuple[Value, ...], on: date, known_on: date | None) -> Value | NotPublished:
        found = standing(rows, on, known_on)
        if found:
            return found
        past = [r for r in rows if r.until and r.until < on]
        latest = max(past, key=lambda r: r.until or date.min, default=None)
        return NotPublished(name=name, on=on, known_on=known_on, latest=latest)

    def values(self, name: str) -> tuple[Value, ...]:
        """All dated rows of a value."""
        file = name.partition(".")[0]
        if file not in self._values:
            self._values[file] = self._read_values(file)
        try:
            return self._values[file][name]
        except KeyError:
            raise bad(f"values/{file}.toml", f"has no value {name!r}.", "Name one that is there.") from None

    @property
    def value_names(self) -> tuple[str, ...]:
        """Every value's name, sorted."""
        files = self.files.names("values", ".toml")
        return tuple(sorted(name for file in files for name in self._read_values(file)))

    def _read_values(self, file: str) -> Mapping[str, tuple[Value, ...]]:
        """A file's values by name; a site's rows of a value replace all that ship of it."""
        found: dict[str, tuple[Value, ...]] = {}
        for raw in self.files.toml_layers(f"values/{file}.toml"):
            found.update(values_of(file, raw))
        return found

    @cached_property
    def span(self) -> Span:
        """From which to which service date the book's dated rows speak: values, payer policies, codes, edit tables."""
        values = (row for file in self.files.names("values", ".toml") for row in self._read_values(file).values())
        own = (row for id_ in self.policies for row in self.policy(id_).values.values())
        rows = [row for several in (*values, *own) for row in several]
        codes = [day for code in self.codes.values() for day in (code.valid_from, code.valid_until)]
        tables = [self.pairs().dated, self.limits().dated, self._pairs[True].dated, self._limits[True].dated]
        return span((*codes, *tables, *(day for row in rows for day in (row.from_, row.until))))

    # --- payer policies ---

    @cached_property
    def policies(self) -> tuple[str, ...]:
        """Every policy's id, sorted."""
        return self.files.names("policies", ".toml")

    def policy(self, id_: str) -> Policy:
        """The payer policy of that id. Raises UnknownPolicy."""
        if id_ not in self._policies:
            if id_ not in self.policies:
                raise UnknownPolicy(id_, self.policies)
            self._policies[id_] = read_policy(self.files, id_)
        return self._policies[id_]

    # --- edit tables ---

    @cached_property
    def _tables(self) -> Tables:
        return Tables(self.files, self.sources)

    @cached_property
    def _pairs(self) -> Mapping[bool, PairTable]:
        return {hospital: self._tables.pairs(_table("ncci-ptp", hospital)) for hospital in (False, True)}

    @cached_property
    def _limits(self) -> Mapping[bool, LimitTable]:
        return {hospital: self._tables.limits(_table("ncci-mue", hospital)) for hospital in (False, True)}

    def pairs(self, setting: Setting | None = None) -> PairTable:
        """NCCI procedure pairs for the setting's claim type; None counts as practitioner."""
        return self._pairs[setting in HOSPITAL]

    def limits(self, setting: Setting | None = None) -> LimitTable:
        """Medically unlikely units for the setting's claim type; None counts as practitioner."""
        return self._limits[setting in HOSPITAL]

    def believed(self, a: str, b: str) -> BelievedPair | None:
        """A pair widely believed an edit though the table at hand has deleted it."""
        return self._believed.get(pair_key(a, b))

    @cached_property
    def _believed(self) -> Mapping[str, BelievedPair]:
        return self._tables.believed()

    def exclusive(self, a: str, b: str) -> ExclusivePair | None:
        """Two codes that rule each other out by what they mean."""
        return self._exclusive.get(pair_key(a, b))

    @cached_property
    def _exclusive(self) -> Mapping[str, ExclusivePair]:
        return read_exclusive(self.files, self.sources)

    # --- diagnoses ---

    @cached_property
    def sided(self) -> tuple[SidedCodes, ...]:
        """Diagnosis codes that say a side."""
        return read_sided(self.files, self.sources)

    @cached_property
    def side_words(self) -> Mapping[str, str]:
        """Words for a side, as the lexicon has them."""
        return read_side_words(self.files)

    @cached_property
    def subjects(self) -> Subjects:
        """What diagnoses and billing codes are about."""
        return read_subjects(self.files, self.sources)

    # --- lexicon ---

    @cached_property
    def lexicon(self) -> Lexicon:
        """The lexicon that reads notes, compiled on first use; a site's tables are laid over what ships."""
        from chargeline.evidence.text.lexicon import load

        return load(self.files)

    @cached_property
    def interventions(self) -> Interventions:
        """What names and purposes of interventions say about codes, compiled on first use."""
        from chargeline.evidence.services.codes.interventions import load

        return load(self.files)


def _problems_of(part: Callable[[], object]) -> tuple[Problem, ...]:
    try:
        part()
    except BadRuleBook as error:
        return error.problems
    return ()


def _table(name: str, hospital: bool) -> str:
    return f"{name}-hospital" if hospital else name


@cache
def _shipped() -> RuleBook:
    return RuleBook(DataFiles((SHIPPED,)))
