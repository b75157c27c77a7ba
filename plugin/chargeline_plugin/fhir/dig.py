"""Taking values out of FHIR JSON that may be of any shape: what does not fit reads as absent, never raises."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from math import isfinite
from typing import Any, TypeAlias

Json: TypeAlias = Mapping[str, Any]


def value(resource: Any, *path: str | int) -> Any:
    """The value under a path of keys and list positions, or None."""
    here = resource
    for step in path:
        if isinstance(step, int):
            here = here[step] if isinstance(here, list) and len(here) > step else None
        else:
            here = here.get(step) if isinstance(here, Mapping) else None
    return here


def text(resource: Any, *path: str | int) -> str | None:
    """A string that says something, or None."""
    found = value(resource, *path)
    return found.strip() or None if isinstance(found, str) else None


def number(resource: Any, *path: str | int) -> float | None:
    """A finite number; a number sent as a string is taken too, a boolean is not."""
    found = value(resource, *path)
    if isinstance(found, bool) or not isinstance(found, int | float | str):
        return None
    try:
        read = float(found)
    except (ValueError, OverflowError):
        return None
    return read if isfinite(read) else None


def texts(resource: Any, *path: str | int) -> tuple[str, ...]:
    """The strings of a list that say something; one string that should have been a list counts as one."""
    found = value(resource, *path)
    items = found if isinstance(found, list) else [found]
    return tuple(item.strip() for item in items if isinstance(item, str) and item.strip())


def objects(resource: Any, *path: str | int) -> tuple[Json, ...]:
    """The objects of a list; one object that should have been a list counts as one."""
    found = value(resource, *path)
    if isinstance(found, Mapping):
        return (found,)
    return tuple(item for item in found if isinstance(item, Mapping)) if isinstance(found, list) else ()


def codings(concept: Any) -> Iterator[tuple[str, str]]:
    """(system, code) of every coding of a CodeableConcept that has a code."""
    for coding in objects(concept, "coding"):
        code = text(coding, "code")
        if code:
            yield text(coding, "system") or "", code


def words(concept: Any) -> str:
    """What a CodeableConcept says in words: its text, else its displays."""
    said = text(concept, "text")
    displays = (text(coding, "display") for coding in objects(concept, "coding"))
    return said or "; ".join(display for display in displays if display)


def reference_id(reference: Any, resource_type: str) -> str | None:
    """The id of a literal reference to a resource of that type; versions and absolute addresses are understood."""
    literal = text(reference, "reference")
    parts = literal.split("?")[0].split("/") if literal else []
    if len(parts) >= 4 and parts[-2] == "_history":
        parts = parts[:-2]
    return parts[-1] if len(parts) >= 2 and parts[-2] == resource_type and parts[-1] else None


def belongs(resource: Json, patient: str) -> bool:
    """Whether a resource is this patient's. One that names nobody came from a search for this patient."""
    named = [resource[key] for key in ("subject", "patient", "beneficiary") if key in resource]
    return all(reference_id(reference, "Patient") == patient for reference in named)


def present(*found: str | None) -> tuple[str, ...]:
    """What is there, once each, in order."""
    return tuple(dict.fromkeys(each for each in found if each))
