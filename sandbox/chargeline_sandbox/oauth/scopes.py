"""SMART scopes in both syntaxes (App Launch 2.2, "Scopes and Launch Context")."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from chargeline_sandbox.facts.model import Personality

_V1 = {"read": "rs", "write": "cud", "*": "cruds"}
_RESOURCE = re.compile(r"(patient|user|system)/([A-Z][A-Za-z]+|\*)\.([a-z]+|\*)(?:\?(.+))?")
_SPECIAL = {"launch", "launch/patient", "launch/encounter", "openid", "fhirUser", "profile"}
_SPECIAL |= {"online_access", "offline_access"}


class BadScope(Exception):
    """A scope string that the grammar, or this EHR, does not allow."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """One resource scope: who, which type, which of the letters c r u d s, and its filters."""

    text: str
    context: str
    type: str
    letters: frozenset[str]
    params: tuple[tuple[str, str], ...] = ()


def parse(text: str) -> Scope | None:
    """A resource scope, or None for a special one (openid, launch, ...). Raises BadScope."""
    if text in _SPECIAL or text.startswith(("launch/", "epic.")):
        return None
    match = _RESOURCE.fullmatch(text)
    if match is None:
        raise BadScope("a scope does not follow the grammar")
    context, kind, verbs, query = match.groups()
    letters = _V1.get(verbs, verbs)
    if not re.fullmatch(r"c?r?u?d?s?", letters):
        raise BadScope("the letters of a scope are not in the order cruds")
    params = tuple((name, value) for name, _, value in (p.partition("=") for p in (query or "").split("&")) if name)
    return Scope(text=text, context=context, type=kind, letters=frozenset(letters), params=params)


def grant(ehr: Personality, asked: str, allowed: Iterable[str]) -> tuple[str, ...]:
    """What is granted of the scopes asked for: what this EHR has and this client may ask. Raises BadScope."""
    ceiling = frozenset(allowed)
    granted: list[str] = []
    for text in dict.fromkeys(asked.split()):
        scope = parse(text)
        if scope and scope.type == "*" and not ehr.wildcard_scopes:
            raise BadScope("wildcard scopes are not supported")
        if ceiling and text not in ceiling:
            continue
        if scope is None:
            granted += [text] if _special(ehr, text) else []
        elif scope.context != "system" and _meaningful(ehr, scope):
            granted.append(text)
    return tuple(granted)


def _special(ehr: Personality, text: str) -> bool:
    needs = {
        "launch/patient": "context-standalone-patient",
        "launch/encounter": "context-standalone-encounter",
        "online_access": "permission-online",
        "offline_access": "permission-offline",
    }
    if text in ("launch/patient", "launch/encounter") and "launch-ehr" in ehr.smart_capabilities:
        return True  # a hint in an EHR launch; a standalone launch asks the picker page, not the scope
    return text not in needs or needs[text] in ehr.smart_capabilities


def _meaningful(ehr: Personality, scope: Scope) -> bool:
    if scope.type == "*":
        return True
    facts = ehr.resources.get(scope.type)
    return facts is not None and bool(scope.letters & facts.letters())


def permitting(scopes: Iterable[str], kind: str, letter: str) -> list[Scope]:
    """The granted scopes that permit this letter on this type (several: any one of them is enough)."""
    parsed = (parse(text) for text in scopes)
    return [s for s in parsed if s and s.type in (kind, "*") and letter in s.letters]
