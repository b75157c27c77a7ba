"""What reviewers look for, row by row, and which element or rule of ours looks for it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import cast, get_args

from chargeline.model import Citation, Level
from chargeline.values.files import DataFiles


@dataclass(frozen=True, slots=True, kw_only=True)
class DocElement:
    """One thing that a document should hold.

    `covered_by` are names of rules, documentation elements among them; empty when nothing of ours looks for it, and
    then `note` says why. Otherwise `note` says what is left out.
    """

    id: str
    document: str
    covered_by: tuple[str, ...]
    level: Level
    cite: Citation
    says: str
    note: str


def read_doc_elements(files: DataFiles, sources: Mapping[str, Citation]) -> tuple[DocElement, ...]:
    """`doc_elements.csv` in its order; a site's rows replace or add. Raises BadRuleBook on a malformed row."""
    return tuple(
        DocElement(
            id=row["id"],
            document=row["document"],
            covered_by=tuple(row["covered_by"].split()),
            level=cast("Level", row.one_of("level", get_args(Level))),
            cite=sources[row.one_of("source", sources)],
            says=row["says"],
            note=row["note"],
        )
        for row in files.merged("doc_elements.csv")
    )
