"""From resources to facts, one function a type. None: the resource lacks what makes it one, and counts as broken."""

from __future__ import annotations

from datetime import tzinfo

from chargeline_plugin.fhir import facts
from chargeline_plugin.fhir.dig import Json, codings, number, objects, present, reference_id, text, texts, value, words
from chargeline_plugin.fhir.moments import Span, choice_span, moment, span
from chargeline_plugin.fhir.taking_billing import billing_code
from chargeline_plugin.fhir.uris import ICD_10_CM

NPI = frozenset({"http://hl7.org/fhir/sid/us-npi", "urn:oid:2.16.840.1.113883.4.6"})
NUCC = "http://nucc.org/provider-taxonomy"


def person(reference: object) -> facts.Person:
    """Whom a Reference names."""
    return facts.Person(id=reference_id(reference, "Practitioner"), words=text(reference, "display"))


def encounter(resource: Json, zone: tzinfo, recurring_types: tuple[str, ...] = ()) -> facts.EncounterFact | None:
    """The encounter, None without an id."""
    identity = text(resource, "id")
    types = "; ".join(words(kind) for kind in objects(resource, "type"))
    if identity is None:
        return None
    return facts.EncounterFact(
        id=identity,
        version=text(resource, "meta", "versionId"),
        status=text(resource, "status") or "unknown",
        subject=reference_id(resource.get("subject"), "Patient"),
        subject_words=text(resource, "subject", "display"),
        period=span(resource.get("period"), zone),
        type_words=types,
        service_words=words(resource.get("serviceType")),
        places=tuple(
            place for at in objects(resource, "location") if (place := text(at, "location", "display")) is not None
        ),
        participants=tuple(person(part.get("individual")) for part in objects(resource, "participant")),
        appointments=tuple(
            found for ref in objects(resource, "appointment") if (found := reference_id(ref, "Appointment"))
        ),
        diagnoses=tuple(ranked(resource)),
        recurring=any(word in types.lower() for word in recurring_types),
    )


def ranked(resource: Json) -> list[tuple[str, int | None]]:
    """Encounter.diagnosis: the Condition's id and its rank."""
    found = []
    for diagnosis in objects(resource, "diagnosis"):
        condition_id, rank = reference_id(diagnosis.get("condition"), "Condition"), number(diagnosis, "rank")
        if condition_id:
            found.append((condition_id, int(rank) if rank else None))
    return found


def patient(resource: Json, zone: tzinfo) -> facts.PatientFact | None:
    """The patient as a banner shows one."""
    identity = text(resource, "id")
    if identity is None:
        return None
    numbers = [
        text(each, "value")
        for each in objects(resource, "identifier")
        if ("MR" in {code for _, code in codings(each.get("type"))} or "MRN" in words(each.get("type")).upper())
    ]
    return facts.PatientFact(
        id=identity,
        name=human_name(resource),
        birth_date=moment(resource.get("birthDate"), zone),
        sex=text(resource, "gender"),
        record_number=next((found for found in numbers if found), None),
    )


def human_name(resource: Json) -> str | None:
    """The usual or official name, as text or put together."""
    names = objects(resource, "name")
    by_use = sorted(names, key=lambda name: {"usual": 0, "official": 1}.get(text(name, "use") or "", 2))
    for name in by_use:
        found = text(name, "text") or " ".join((*texts(name, "given"), *texts(name, "family")))
        if found:
            return found
    return None


def document(resource: Json, zone: tzinfo) -> facts.DocumentFact | None:
    """A DocumentReference that has an id."""
    identity = text(resource, "id")
    if identity is None:
        return None
    inside = resource.get("context")
    return facts.DocumentFact(
        id=identity,
        status=text(resource, "status") or "unknown",
        doc_status=text(resource, "docStatus"),
        types=tuple(code for _, code in codings(resource.get("type"))),
        words=words(resource.get("type")) or text(resource, "description") or "Note",
        date=moment(resource.get("date"), zone),
        period=span(value(inside, "period"), zone),
        authors=tuple(person(author) for author in objects(resource, "author")),
        attachments=tuple(attachments(resource)),
        encounters=tuple(found for ref in objects(inside, "encounter") if (found := reference_id(ref, "Encounter"))),
        relates=tuple(relations(resource)),
        practice=words(value(inside, "practiceSetting")),
    )


def attachments(resource: Json) -> list[facts.AttachmentFact]:
    """The forms of a document's content."""
    return [
        facts.AttachmentFact(
            content_type=text(content, "attachment", "contentType") or "",
            url=text(content, "attachment", "url"),
            data=text(content, "attachment", "data"),
        )
        for content in objects(resource, "content")
    ]


def relations(resource: Json) -> list[tuple[str, str]]:
    """relatesTo: code and the other document's id."""
    found = []
    for relation in objects(resource, "relatesTo"):
        code, target = text(relation, "code"), reference_id(relation.get("target"), "DocumentReference")
        if code and target:
            found.append((code, target))
    return found


def condition(resource: Json, zone: tzinfo) -> facts.ConditionFact | None:  # noqa: ARG001 - one shape for all
    """A condition that has a code of any kind."""
    identity = text(resource, "id")
    if identity is None or not isinstance(resource.get("code"), dict):
        return None
    categories = {code for each in objects(resource, "category") for _, code in codings(each)}
    verification = {code for _, code in codings(resource.get("verificationStatus"))}
    return facts.ConditionFact(
        id=identity,
        code=next((code.strip().upper() for system, code in codings(resource["code"]) if system == ICD_10_CM), None),
        encounter_diagnosis="encounter-diagnosis" in categories,
        encounter=reference_id(resource.get("encounter"), "Encounter"),
        refuted=bool(verification & {"refuted", "entered-in-error"}),
    )


def procedure(resource: Json, zone: tzinfo) -> facts.ProcedureFact | None:
    """A procedure that has a code of any kind."""
    identity, status = text(resource, "id"), text(resource, "status")
    if identity is None or status is None or not isinstance(resource.get("code"), dict):
        return None
    return facts.ProcedureFact(
        id=identity,
        status=status,
        code=billing_code(resource["code"]),
        words=words(resource["code"]),
        performed=choice_span(resource, "performed", zone),
        performers=tuple(person(each.get("actor")) for each in objects(resource, "performer")),
        encounter=reference_id(resource.get("encounter"), "Encounter"),
    )


def minutes(resource: Json, zone: tzinfo) -> facts.MinutesFact | None:
    """A flowsheet row in minutes; None for every other observation."""
    identity, amount = text(resource, "id"), number(resource, "valueQuantity", "value")
    unit = text(resource, "valueQuantity", "code") or text(resource, "valueQuantity", "unit")
    final = text(resource, "status") in ("final", "amended", "corrected")
    if identity is None or amount is None or unit != "min" or not final:
        return None
    return facts.MinutesFact(
        id=identity,
        words=words(resource.get("code")),
        minutes=int(amount),
        effective=choice_span(resource, "effective", zone),
        encounter=reference_id(resource.get("encounter"), "Encounter"),
    )


def practitioner(resource: Json, zone: tzinfo) -> facts.PractitionerFact | None:  # noqa: ARG001 - one shape for all
    """A practitioner that has an id."""
    identity = text(resource, "id")
    if identity is None:
        return None
    suffixes = [part for name in objects(resource, "name") for part in texts(name, "suffix")]
    held = [words(each.get("code")) for each in objects(resource, "qualification")]
    identifiers = objects(resource, "identifier")
    return facts.PractitionerFact(
        id=identity,
        name=human_name(resource),
        credentials=present(*suffixes, *held),
        npi=next((text(each, "value") for each in identifiers if text(each, "system") in NPI), None),
        taxonomies=tuple(
            code
            for each in objects(resource, "qualification")
            for system, code in codings(each.get("code"))
            if system == NUCC
        ),
    )


def role(resource: Json, zone: tzinfo) -> facts.RoleFact | None:  # noqa: ARG001 - one shape for all
    """A PractitionerRole that is not known to be inactive."""
    identity = text(resource, "id")
    if identity is None or resource.get("active") is False:
        return None
    return facts.RoleFact(
        id=identity,
        practitioner=reference_id(resource.get("practitioner"), "Practitioner"),
        taxonomies=tuple(
            code
            for part in ("code", "specialty")
            for concept in objects(resource, part)
            for system, code in codings(concept)
            if system == NUCC
        ),
    )


def plan(resource: Json, zone: tzinfo) -> facts.PlanFact | None:
    """A plan of care."""
    identity = text(resource, "id")
    if identity is None:
        return None
    said = (text(resource, "title") or "", *(words(each) for each in objects(resource, "category")))
    return facts.PlanFact(
        id=identity,
        active=text(resource, "status") in ("active", "completed") and text(resource, "intent") in ("plan", "order"),
        words="; ".join(part for part in said if part),
        period=span(resource.get("period"), zone),
    )


def referral(resource: Json, zone: tzinfo) -> facts.ReferralFact | None:  # noqa: ARG001 - one shape for all
    """A referral, in the words of its code."""
    identity = text(resource, "id")
    if identity is None:
        return None
    active = text(resource, "status") == "active"
    return facts.ReferralFact(id=identity, active=active, words=words(resource.get("code")))


def appointment(resource: Json, zone: tzinfo) -> facts.AppointmentFact | None:
    """An appointment that has an id."""
    identity = text(resource, "id")
    if identity is None:
        return None
    return facts.AppointmentFact(
        id=identity,
        status=text(resource, "status") or "unknown",
        period=Span(start=moment(resource.get("start"), zone), end=moment(resource.get("end"), zone)),
        patients=present(*(reference_id(each.get("actor"), "Patient") for each in objects(resource, "participant"))),
    )
