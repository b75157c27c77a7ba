"""The scopes to ask for: the features switched on, what the vendor has, what the server lists; no wildcard.

https://hl7.org/fhir/smart-app-launch/scopes-and-launch-context.html
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from chargeline_launch.vendors import Vendor

from .features import FEATURES
from .parse import ResourceScope, in_order, parse_scopes


def scopes_to_ask(
    features: Sequence[str], vendor: Vendor, *, capabilities: Iterable[str], listed: Sequence[str], from_ehr: bool
) -> str:
    """The `scope` parameter. `capabilities` and `listed` are the server's own words (scopes_supported)."""
    context = ("launch",) if from_ehr else vendor.standalone_context.value
    version2 = "permission-v2" in capabilities
    asked = [*context, "openid", "fhirUser", *_refresh(vendor, capabilities, listed)]
    for type_, letters in _needs(features, vendor, listed):
        asked += _written(type_, letters, version2=version2)
    return " ".join(asked)


def _refresh(vendor: Vendor, capabilities: Iterable[str], listed: Sequence[str]) -> tuple[str, ...]:
    """`online_access` where the server can grant it."""
    scope = vendor.refresh_scope.value
    offered = "permission-online" in capabilities or scope in listed
    return (scope,) if scope and offered else ()


def _needs(features: Sequence[str], vendor: Vendor, listed: Sequence[str]) -> Iterable[tuple[str, str]]:
    """Each resource type once, in the order of its first need, with all letters that the features need."""
    letters: dict[str, str] = {}
    for feature in features:
        for need in FEATURES[feature]:
            letters[need.type] = letters.get(need.type, "") + need.letters
    for type_, wanted in letters.items():
        available = _available(type_, wanted, vendor, listed)
        if available:
            yield type_, in_order(available)


def _available(type_: str, letters: str, vendor: Vendor, listed: Sequence[str]) -> str:
    """What of `letters` may be asked at all."""
    if type_ in vendor.never_asked.value:
        return ""
    if not (vendor.lists_every_scope.value and listed):
        return letters
    offered = {
        letter
        for scope in parse_scopes(" ".join(listed))
        if isinstance(scope, ResourceScope) and scope.context == "user" and scope.type in (type_, "*")
        for letter in scope.letters
    }
    return "".join(letter for letter in letters if letter in offered)


def _written(type_: str, letters: str, *, version2: bool) -> Iterable[str]:
    if version2:
        return (f"user/{type_}.{letters}",)
    words = {"read": set(letters) & set("rs"), "write": set(letters) & set("cud")}
    return tuple(f"user/{type_}.{word}" for word, needed in words.items() if needed)
