"""The scope language, versions 1 and 2.

https://hl7.org/fhir/smart-app-launch/scopes-and-launch-context.html#scopes-for-requesting-fhir-resources
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final
from urllib.parse import parse_qsl

ORDER: Final = "cruds"
V1: Final = {"read": "rs", "write": "cud", "*": "cruds"}
URI_PREFIX: Final = "http://smarthealthit.org/fhir/scopes/"
RESOURCE: Final = re.compile(r"(patient|user|system)/([A-Z][A-Za-z]*|\*)\.([a-z*]*)(?:\?(.*))?")


@dataclass(frozen=True, slots=True, kw_only=True)
class ResourceScope:
    """Permission on a resource type: `letters` in the order c r u d s; `params` narrow it to some instances."""

    context: str
    type: str
    letters: str
    params: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class OtherScope:
    """Anything that is not about a resource type: launch, openid, a vendor's own."""

    text: str


class BadScope(ValueError):
    """A scope about resources that does not follow the grammar."""


def parse_scope(text: str) -> ResourceScope | OtherScope:
    """One scope of either version. Raises BadScope."""
    text = text.removeprefix(URI_PREFIX)
    if not text.startswith(("patient/", "user/", "system/")):
        return OtherScope(text=text)
    found = RESOURCE.fullmatch(text)
    if not found:
        raise BadScope("not <context>/<type>.<permissions>")
    context, type_, written, query = found.groups()
    params = tuple(parse_qsl(query or "", keep_blank_values=True))
    return ResourceScope(context=context, type=type_, letters=_letters(written), params=params)


def _letters(written: str) -> str:
    if written in V1:
        return V1[written]
    if not written:
        raise BadScope("no permission")
    if written != in_order(written):
        raise BadScope("letters out of order (cruds order is required)")
    return written


def in_order(letters: str) -> str:
    """The letters once each in the order that the grammar asks for."""
    return "".join(letter for letter in ORDER if letter in letters)


def parse_scopes(text: str) -> tuple[ResourceScope | OtherScope, ...]:
    """A space-separated list as a server sends it; what does not follow the grammar grants nothing."""
    found = []
    for word in text.split():
        try:
            found.append(parse_scope(word))
        except BadScope:
            continue
    return tuple(found)
