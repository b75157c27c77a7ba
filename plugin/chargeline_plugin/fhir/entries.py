"""Entries of a Bundle, taken one by one: what one entry breaks, it breaks for itself alone.

fhirclient's models say whether an entry is what FHIR R4 says it is: first strictly, then leniently, else the plain
JSON is used. Facts are always taken from the JSON by `dig`, because a model drops a whole element for one bad part
(a dateTime without zone loses its Period) and every extension of a primitive.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, Literal

from fhirclient.models.fhirabstractbase import FHIRValidationError
from fhirclient.models.fhirelementfactory import FHIRElementFactory

from chargeline_plugin.fhir.dig import Json, objects, text

# fhirclient logs what it could not read together with the value: that would put patient data into a log.
logging.getLogger("fhirclient").setLevel(logging.CRITICAL + 1)

log = logging.getLogger("chargeline.fhir")


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A resource and how well it fits R4. `misfits` are paths into it, never values."""

    resource: Json = field(repr=False)
    how: Literal["strict", "lenient", "raw"]
    misfits: tuple[str, ...] = ()


def parse(resource: Json) -> Entry:
    """Fit one resource to its R4 model; each step down is reported in the log by type and path."""
    kind = text(resource, "resourceType") or "unknown"
    try:
        model = FHIRElementFactory.instantiate(kind, dict(resource))
        return Entry(resource=resource, how="strict" if model.resource_type == kind else "raw")
    except FHIRValidationError as problem:
        entry = Entry(resource=resource, how=lenient(kind, resource), misfits=tuple(misfits(problem)))
    except Exception:  # whatever a model makes of odd JSON, the entry itself is not lost
        entry = Entry(resource=resource, how="raw")
    log.info("%s entry read as %s: %s", kind, entry.how, ", ".join(entry.misfits) or "unknown shape")
    return entry


def as_it_is(resource: Json) -> Entry:
    """One resource that nobody fits to a model: what is only compared needs no report of its shape."""
    return Entry(resource=resource, how="raw")


def lenient(kind: str, resource: Json) -> Literal["lenient", "raw"]:
    """Whether fhirclient takes the resource when it is not strict."""
    try:
        type(FHIRElementFactory.instantiate(kind, None))(dict(resource), strict=False)
    except Exception:
        return "raw"
    return "lenient"


def misfits(problem: FHIRValidationError, path: str = "") -> Iterator[str]:
    """Paths of what does not fit. fhirclient's messages are not used: they quote values."""
    here = ".".join(part for part in (path, getattr(problem, "path", None)) if part)
    nested = [error for error in problem.errors if isinstance(error, FHIRValidationError)]
    for error in nested:
        yield from misfits(error, here)
    if len(nested) < len(problem.errors):
        yield here or "(the resource itself)"


def resources_of(bundle: Json) -> Iterable[Any]:
    """What stands in each entry, of whatever shape."""
    return (entry.get("resource") for entry in objects(bundle, "entry"))


def next_link(bundle: Json) -> str | None:
    """Where the next page is."""
    links = objects(bundle, "link")
    return next((text(link, "url") for link in links if link.get("relation") == "next"), None)
