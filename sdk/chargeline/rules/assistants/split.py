"""Which units an assistant's work marks: the rule of 2022, as arithmetic.

Source: 42 CFR 410.59(a)(4) and 410.60(a)(4), as amended by 86 FR 65664. Minutes given together count as the
therapist's, so `assistant` is always time alone.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """Units of one code: `marked` carry the assistant's modifier, `plain` do not."""

    marked: int
    plain: int


def split_units(*, therapist: int, assistant: int, units: int, block: int, least: int | None, share: Fraction) -> Share:
    """Split the units of one timed code between plain and marked.

    Whole blocks go to whoever gave them. Of one unit left, the therapist's own `least` minutes decide first, then an
    assistant's part above `share`. Of two units left, each has one: so paragraph (v), for 9 to 14 minutes of each.
    Where other codes' minutes bring the second unit there are fewer, and the same is the only even way. `least` None:
    the rule before 2022, by which an assistant's part above `share` alone decides.
    """
    marked, plain = assistant // block, therapist // block
    left = units - marked - plain
    rest_assistant, rest_therapist = assistant % block, therapist % block
    if left == 1:
        therapists = least is not None and rest_therapist >= least
        by_assistant = not therapists and rest_assistant > share * (rest_assistant + rest_therapist)
        return Share(marked=marked + by_assistant, plain=plain + (not by_assistant))
    if left == 2:
        return Share(marked=marked + 1, plain=plain + 1)
    return Share(marked=marked, plain=plain)


def untimed_marked(*, therapist: int, assistant: int, share: Fraction) -> bool | None:
    """Does an assistant's part of an untimed service mark it? None when the two published readings disagree.

    CMS says *more than* the share. CMS also describes rounding the part to a whole percent first; between
    the two lies a narrow band (3 of 29 minutes) that only a person can settle.
    """
    total = therapist + assistant
    if total <= 0:
        return False
    part = Fraction(assistant, total)
    exact = part > share
    rounded = int(part * 100 + Fraction(1, 2)) > share * 100
    return exact if exact == rounded else None
