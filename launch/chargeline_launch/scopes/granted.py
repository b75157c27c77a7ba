"""Granted scopes compared with needed ones: what works less, by name.

https://hl7.org/fhir/smart-app-launch/scopes-and-launch-context.html (clients should examine the granted scopes)
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from .features import FEATURES, Need
from .parse import ResourceScope, in_order, parse_scopes


@dataclass(frozen=True, slots=True, kw_only=True)
class Lost:
    """A need of a feature that was not granted: which permission on which type, and what is lost."""

    feature: str
    type: str
    letters: str
    without: str


def allows(granted: str, type_: str, letter: str) -> bool:
    """Whether the granted scopes hold this permission, on some instances at least."""
    return letter in _letters(granted, type_)


def lost(features: Sequence[str], granted: str) -> tuple[Lost, ...]:
    """Every need of the features that the granted scopes do not cover, in the features' order."""
    gaps = ((feature, need, _gap(need, granted)) for feature in features for need in FEATURES[feature])
    return tuple(
        Lost(feature=feature, type=need.type, letters=gap, without=need.without) for feature, need, gap in gaps if gap
    )


def _gap(need: Need, granted: str) -> str:
    held = _letters(granted, need.type)
    return "".join(letter for letter in need.letters if letter not in held)


def _letters(granted: str, type_: str) -> str:
    """All letters granted on a type in the user's or the patient's context; a narrowed scope counts."""
    return in_order(
        "".join(
            scope.letters
            for scope in parse_scopes(granted)
            if isinstance(scope, ResourceScope) and scope.context != "system" and scope.type in (type_, "*")
        )
    )
