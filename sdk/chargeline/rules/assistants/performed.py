"""Where the encounter says who performed what: evidence by its places."""

from __future__ import annotations

from chargeline.model import Encounter, FieldValue, Role


def performed(encounter: Encounter, index: int | None, role: Role) -> tuple[FieldValue, ...]:
    """Each place where a performer of that role stands in a service of the input."""
    people = {person.id for person in encounter.clinicians if person.role == role}
    segments = () if index is None else encounter.services[index].segments
    return tuple(
        FieldValue(field=f"/services/{index}/segments/{number}/performers/{place}", value=who)
        for number, segment in enumerate(segments)
        for place, who in enumerate(segment.performers)
        if who in people
    )


def present(encounter: Encounter, role: Role) -> tuple[FieldValue, ...]:
    """Each clinician of that role."""
    people = enumerate(encounter.clinicians)
    return tuple(FieldValue(field=f"/clinicians/{n}/role", value=role) for n, one in people if one.role == role)
