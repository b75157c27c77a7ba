"""Whether a resource that we made is well-formed FHIR R4, by fhirclient's models.

Only for what is sent: fhirclient refuses every unknown field, so what comes from an EHR is never judged by it. It
does not check codes, which the caller makes from closed lists.
"""

from __future__ import annotations

from fhirclient.models.fhirabstractbase import FHIRValidationError
from fhirclient.models.fhirelementfactory import FHIRElementFactory

from chargeline_plugin.fhir.dig import Json
from chargeline_plugin.fhir.entries import misfits


class NotFhir(Exception):
    """A resource that we made is not FHIR: our own mistake, so nothing is sent. Names elements, never values."""


def check_fhir(resource: Json) -> None:
    """Raise NotFhir unless `resource` is a well-formed R4 resource of its type."""
    kind = str(resource.get("resourceType", ""))
    try:
        model = FHIRElementFactory.instantiate(kind, dict(resource))
    except FHIRValidationError as problem:
        raise NotFhir(f"{kind}: {', '.join(misfits(problem))}") from None
    if getattr(model, "resource_type", None) != kind:
        raise NotFhir(f"{kind or 'a resource without a type'} is no R4 resource type")
