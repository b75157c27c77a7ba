"""The tiers of evaluations: which documented factors each code stands for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from chargeline.model import Citation
from chargeline.values.files import DataFiles


@dataclass(frozen=True, slots=True, kw_only=True)
class TierFactor:
    """What one factor is at one tier, as a count or a level from 1 to 3; `most` None is unbounded."""

    code: str
    factor: str
    least: int
    most: int | None
    cite: Citation

    def meets(self, least: int, most: int | None) -> bool:
        """Whether a stated count from `least` to `most` may be this tier's."""
        return (self.most is None or least <= self.most) and (most is None or self.least <= most)


def read_tiers(files: DataFiles, sources: Mapping[str, Citation]) -> Mapping[str, tuple[TierFactor, ...]]:
    """`evaluation_tiers.csv` by code, lowest tier first as in the file. Raises BadRuleBook on a malformed row."""
    found: dict[str, tuple[TierFactor, ...]] = {}
    for row in files.rows("evaluation_tiers.csv"):
        factor = TierFactor(
            code=row["code"],
            factor=row["factor"],
            least=row.number("least"),
            most=row.number("most") if row["most"] else None,
            cite=sources[row.one_of("source", sources)],
        )
        found[factor.code] = (*found.get(factor.code, ()), factor)
    return found
