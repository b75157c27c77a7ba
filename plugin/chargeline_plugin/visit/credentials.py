"""Role and discipline from what an EHR says about a clinician: NUCC taxonomy first, then credentials.

NUCC codes from the Health Care Provider Taxonomy; the set here is unverified memory of the interop notes, section 7,
so a roster row of the site always comes before it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple

from chargeline.model import Discipline, Role


class Standing(NamedTuple):
    """In which role and discipline someone treats."""

    role: Role
    discipline: Discipline


NUCC: dict[str, Standing] = {
    "225100000X": Standing("therapist", "PT"),
    "225200000X": Standing("assistant", "PT"),
    "225X00000X": Standing("therapist", "OT"),
    "224Z00000X": Standing("assistant", "OT"),
    "235Z00000X": Standing("therapist", "SLP"),
    "2355S0801X": Standing("assistant", "SLP"),
}
# Longer ones first: PTA is no PT.
TITLES: tuple[tuple[str, Standing], ...] = (
    (r"SPTA|PTA/S", Standing("student", "PT")),
    (r"SPT|DPT/S", Standing("student", "PT")),
    (r"S/?OTA|OTA/S", Standing("student", "OT")),
    (r"OTS|S/?OT|OT/S", Standing("student", "OT")),
    (r"L?PTA|PHYSICAL THERAP(?:IST|Y) ASSISTANT", Standing("assistant", "PT")),
    (r"C?OTA(?:/L)?|OCCUPATIONAL THERAPY ASSISTANT", Standing("assistant", "OT")),
    (r"SLP-?A|SPEECH-LANGUAGE PATHOLOGY ASSISTANT", Standing("assistant", "SLP")),
    (r"(?:D|M|R|L|MS)?PT|PHYSICAL THERAPIST", Standing("therapist", "PT")),
    (r"OTR(?:/L)?|OTD|M?OT(?:/L)?|OCCUPATIONAL THERAPIST", Standing("therapist", "OT")),
    (r"(?:CCC|CF)[-/ ]?SLP|SLP(?:-?D)?|SPEECH(?:-LANGUAGE PATHOLOGIST| THERAPIST)", Standing("therapist", "SLP")),
)
PATTERNS = tuple((re.compile(rf"(?<![\w/-])(?:{title})(?![\w/-])", re.IGNORECASE), held) for title, held in TITLES)


def standing_of_taxonomy(codes: Iterable[str]) -> Standing | None:
    """The standing that the taxonomy codes agree on."""
    found = {NUCC[code] for code in codes if code in NUCC}
    return found.pop() if len(found) == 1 else None


def standing_of_credentials(words: Iterable[str]) -> Standing | None:
    """The standing that the credentials agree on: `PT, DPT` is one standing, `PT, OTR/L` is none."""
    found = set()
    for held in words:
        rest = held
        for pattern, standing in PATTERNS:
            rest, times = pattern.subn(" ", rest)
            if times:
                found.add(standing)
    return found.pop() if len(found) == 1 else None


def credentials_in_name(words: str | None) -> str | None:
    """What follows the first comma of a display such as `Pat Therapist, PT, DPT`.

    Only where it stands for a known standing: `Therapist, Pat` has no credentials after its comma.
    """
    _, _, after = (words or "").partition(",")
    return after.strip() if after.strip() and standing_of_credentials([after]) else None
