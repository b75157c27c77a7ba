"""What a diagnosis is about: a part of the body, or a function such as swallowing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from chargeline.model import Citation
from chargeline.values.files import DataFiles


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """What diagnosis codes that begin with `prefix` (no dot) are about."""

    prefix: str
    name: str
    cite: Citation


@dataclass(frozen=True, slots=True)
class Subjects:
    """Subjects of diagnoses and of billing codes.

    `near` are the parts that a treatment of a subject may name as well (the thigh for the knee); `of_codes` is what a
    billing code treats, where the code says it.
    """

    by_prefix: Mapping[str, Subject]
    near: Mapping[str, frozenset[str]]
    of_codes: Mapping[str, str]

    def of(self, diagnosis: str) -> Subject | None:
        """The subject of a diagnosis code by its longest known beginning; None when the table says none."""
        bare = diagnosis.replace(".", "").upper()
        return next((self.by_prefix[bare[:n]] for n in range(len(bare), 2, -1) if bare[:n] in self.by_prefix), None)


def read_subjects(files: DataFiles, sources: Mapping[str, Citation]) -> Subjects:
    """`diagnosis_subjects.csv` and `subjects.csv`. Raises BadRuleBook on a malformed row."""
    parts = files.merged("subjects.csv")
    return Subjects(
        by_prefix={
            row["prefix"]: Subject(
                prefix=row["prefix"],
                name=row.one_of("subject", {part["subject"] for part in parts}),
                cite=sources[row.one_of("source", sources)],
            )
            for row in files.merged("diagnosis_subjects.csv")
        },
        near={row["subject"]: frozenset(filter(None, row["near"].split(";"))) for row in parts},
        of_codes={code: row["subject"] for row in parts for code in row["codes"].split()},
    )
