"""Which way of writing is open here: three keys that must agree, and the reason for every rung that is not taken.

A rung needs the site's setting, what the server's CapabilityStatement advertises, and the granted scope. Any one of
them alone proves nothing: servers advertise scopes for what they cannot do, and sites switch off what they could.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal, TypeAlias

from chargeline_launch.scopes import ResourceScope, parse_scopes
from chargeline_plugin.fhir.dig import Json, objects, text, value
from chargeline_plugin.fhir.uris import NOTE_CATEGORY
from chargeline_plugin.fhir.write_facts import facts_of
from chargeline_plugin.writeback.settings import WriteSettings

RungName: TypeAlias = Literal[
    "charge_create_op",
    "charge_conditional_create",
    "charge_search_then_create",
    "draft_note",
    "signed_note",
    "export",
]
RUNGS: Final[tuple[RungName, ...]] = (
    "charge_create_op",
    "charge_conditional_create",
    "charge_search_then_create",
    "draft_note",
    "signed_note",
    "export",
)
CLINICAL_NOTE: Final = (("category", f"{NOTE_CATEGORY}|clinical-note"),)

TAKEN: Final[Mapping[RungName, str]] = {
    "charge_create_op": "The EHR takes charges through its own charge operation.",
    "charge_conditional_create": "The EHR takes planned charges and keeps a second copy out by our reference.",
    "charge_search_then_create": "The EHR takes planned charges; we look for our reference first.",
    "draft_note": "The EHR takes no charges from apps; a draft note can carry the charge worksheet.",
    "signed_note": "The EHR takes no charges here and knows no drafts; the site allows a signed charge worksheet.",
    "export": "Nothing can be written here. Copy the line or take the CSV.",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class WhyNot:
    """A rung that was not taken, with the first key that did not fit."""

    name: RungName
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Rung:
    """The rung taken. `why_not` names the better ones, best first."""

    name: RungName
    why: str
    why_not: tuple[WhyNot, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Here:
    """The facts of one launch that the keys are asked of."""

    capability: Json
    scopes: str
    settings: WriteSettings
    vendor: str


def choose(
    *,
    capability: Json,
    scopes: str,
    settings: WriteSettings,
    vendor: str,
    has_encounter: bool,
    user_may_confirm: bool,
) -> Rung:
    """The best rung whose keys all fit. Without an encounter, or for who may not confirm, there is only the export."""
    here = _Here(capability=capability, scopes=scopes, settings=settings, vendor=vendor)
    whole = _nobody_writes(has_encounter=has_encounter, user_may_confirm=user_may_confirm)
    refused: list[WhyNot] = []
    for name in RUNGS[:-1]:
        why = whole or next(_locked(name, here), None)
        if why is None:
            return Rung(name=name, why=TAKEN[name], why_not=tuple(refused))
        refused.append(WhyNot(name=name, why=why))
    return Rung(name="export", why=whole or TAKEN["export"], why_not=tuple(refused))


def _nobody_writes(*, has_encounter: bool, user_may_confirm: bool) -> str | None:
    if not has_encounter:
        return "There is no encounter to write to."
    return None if user_may_confirm else "You may not confirm charges here."


def _locked(name: RungName, here: _Here) -> Iterator[str]:
    """Every key of a rung that does not fit, in words."""
    if name in ("draft_note", "signed_note"):
        yield from _note_locked(name, here)
        return
    if not here.settings.charge:
        yield "The site has not switched charges on."
    charge = _resource(here.capability, "ChargeItem")
    if name == "charge_create_op":
        if not _has_create_operation(charge):
            yield "The EHR offers no charge operation."
        if here.settings.bill_codes is None:
            yield "The site has not entered its bill codes."
    else:
        if not _interaction(charge, "create"):
            yield "The EHR takes no new charges from apps."
        if name == "charge_conditional_create" and value(charge, "conditionalCreate") is not True:
            yield "The EHR cannot keep a second copy out by itself."
    if not _granted(here.scopes, "ChargeItem"):
        yield "The EHR did not grant this app permission to write charges."


def _note_locked(name: RungName, here: _Here) -> Iterator[str]:
    setting = here.settings.draft_note if name == "draft_note" else here.settings.signed_note
    if not setting:
        yield f"The site has not switched {'draft' if name == 'draft_note' else 'signed'} notes on."
    if name == "draft_note" and facts_of(here.vendor).notes == "final":
        yield "This EHR knows no draft notes: whatever is written is signed."
    if name == "signed_note" and facts_of(here.vendor).notes != "final":
        yield "This EHR knows draft notes, so nothing is signed from here."
    if not _interaction(_resource(here.capability, "DocumentReference"), "create"):
        yield "The EHR takes no notes from apps."
    if not _granted(here.scopes, "DocumentReference", CLINICAL_NOTE):
        yield "The EHR did not grant this app permission to write notes."


def _resource(capability: Json, kind: str) -> Json:
    for rest in objects(capability, "rest"):
        for resource in objects(rest, "resource"):
            if text(resource, "type") == kind:
                return resource
    return {}


def _interaction(resource: Json, code: str) -> bool:
    return any(text(interaction, "code") == code for interaction in objects(resource, "interaction"))


def _has_create_operation(resource: Json) -> bool:
    definitions = (text(operation, "definition") or "" for operation in objects(resource, "operation"))
    return any(definition.endswith("charge-item-create") for definition in definitions)


def _granted(scopes: str, kind: str, narrowed: tuple[tuple[str, str], ...] = ()) -> bool:
    """Whether creating is granted. A scope narrowed to something else than what we write does not count."""
    return any(
        isinstance(scope, ResourceScope)
        and scope.context != "system"
        and scope.type in (kind, "*")
        and "c" in scope.letters
        and scope.params in ((), narrowed)
        for scope in parse_scopes(scopes)
    )


def trail_of(capability: Json, scopes: str) -> tuple[Literal["Provenance", "AuditEvent"], ...]:
    """What else the server takes to tell who confirmed a charge."""
    kinds: tuple[Literal["Provenance", "AuditEvent"], ...] = ("Provenance", "AuditEvent")
    return tuple(
        kind for kind in kinds if _interaction(_resource(capability, kind), "create") and _granted(scopes, kind)
    )


def may_update(capability: Json, scopes: str) -> bool:
    """Whether a ChargeItem may be changed here by a plain update (correction and reversal on a generic server)."""
    granted = any(
        isinstance(scope, ResourceScope) and scope.type in ("ChargeItem", "*") and "u" in scope.letters
        for scope in parse_scopes(scopes)
    )
    return granted and _interaction(_resource(capability, "ChargeItem"), "update")


def offers_operation(capability: Json, ending: str) -> bool:
    """Whether ChargeItem has an operation whose definition ends so ("charge-item-modify")."""
    operations: tuple[Any, ...] = objects(_resource(capability, "ChargeItem"), "operation")
    return any((text(operation, "definition") or "").endswith(ending) for operation in operations)
