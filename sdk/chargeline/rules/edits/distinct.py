"""The ways to be separate that a payer distinguishes."""

from __future__ import annotations

from collections.abc import Iterable

from chargeline.rules.rule import Case

LABELS = {
    "59": "Yes, in separate time",
    "XE": "At a separate visit of that day",
    "XS": "On a separate structure of the body",
    "XP": "By another practitioner",
    "XU": "Separately, in a way that does not overlap",
}


def offered(case: Case) -> Iterable[tuple[str, str]]:
    """As value and label; a plain yes where 59 comes first."""
    distinct = case.policy.distinct if case.policy else ()
    if distinct[:1] == ("59",):
        return (("yes", LABELS["59"]),)
    return tuple((modifier, LABELS[modifier]) for modifier in distinct if modifier in LABELS)
