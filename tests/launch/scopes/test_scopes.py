"""Scopes: parsed, computed, compared."""

from __future__ import annotations

import pytest

from chargeline_launch.scopes import BadScope, OtherScope, ResourceScope, allows, lost, parse_scope, scopes_to_ask
from chargeline_launch.vendors import VENDORS

READ_V2 = (
    "user/Patient.r user/Encounter.rs user/Condition.rs user/Coverage.rs user/Procedure.rs user/Observation.rs"
    " user/DocumentReference.rs user/Binary.r user/CarePlan.rs user/Goal.rs user/ServiceRequest.rs user/Practitioner.r"
)
READ_V1 = " ".join(f"{scope.partition('.')[0]}.read" for scope in READ_V2.split())


def test_the_parse_vectors(fixture) -> None:
    """Both versions, filters, special scopes and errors."""
    for vector in fixture("token/scope-parse-vectors.json"):
        if "error" in vector:
            with pytest.raises(BadScope) as raised:
                parse_scope(vector["in"])
            assert str(raised.value) == vector["error"]
        elif vector.get("special"):
            assert parse_scope(vector["in"]) == OtherScope(text=vector["in"])
        else:
            assert parse_scope(vector["in"]) == ResourceScope(
                context=vector["ctx"],
                type=vector["type"],
                letters=vector["perm"],
                params=tuple((name, value) for name, value in vector["params"]),
            )


@pytest.mark.parametrize(
    "text", ["user/encounter.r", "user/Encounter", "user/.r", "user/Encounter.rr", "user/Encounter.x"]
)
def test_what_does_not_follow_the_grammar_is_refused(text) -> None:
    """Nothing is guessed into a permission."""
    with pytest.raises(BadScope):
        parse_scope(text)


def test_a_scope_written_as_a_uri_is_the_same_scope() -> None:
    """The prefix that the standard gives."""
    assert parse_scope("http://smarthealthit.org/fhir/scopes/user/Encounter.r") == parse_scope("user/Encounter.r")


@pytest.mark.parametrize(
    ("document", "vendor", "features", "expected"),
    [
        (
            "generic-full",
            "generic",
            ("read",),
            f"launch openid fhirUser online_access {READ_V2} user/PractitionerRole.rs",
        ),
        (
            "generic-full",
            "generic",
            ("read", "write-charge", "write-note"),
            "launch openid fhirUser online_access "
            + READ_V2.replace("DocumentReference.rs", "DocumentReference.crs")
            + " user/PractitionerRole.rs user/ChargeItem.crs",
        ),
        ("epic", "epic", ("read",), f"launch openid fhirUser {READ_V2} user/PractitionerRole.rs"),
        (
            "epic",
            "epic",
            ("read", "write-charge", "write-note"),
            "launch openid fhirUser "
            + READ_V2.replace("DocumentReference.rs", "DocumentReference.crs")
            + " user/PractitionerRole.rs",
        ),
        ("cerner", "oracle", ("read",), f"launch openid fhirUser online_access {READ_V2}"),
        (
            "cerner",
            "oracle",
            ("read", "write-charge"),
            f"launch openid fhirUser online_access {READ_V2} user/ChargeItem.crs",
        ),
        (
            "cerner",
            "oracle",
            ("read", "write-note"),
            f"launch openid fhirUser online_access {READ_V2.replace('DocumentReference.rs', 'DocumentReference.crs')}",
        ),
    ],
)
def test_the_scope_string_per_vendor_and_feature_set(fixture, document, vendor, features, expected) -> None:
    """A snapshot: shortest form, no wildcard, nothing that the vendor has no scope for."""
    metadata = fixture(f"discovery/{document}.smart-configuration.json")
    asked = scopes_to_ask(
        features,
        VENDORS[vendor],
        capabilities=metadata["capabilities"],
        listed=metadata["scopes_supported"],
        from_ehr=True,
    )
    assert asked == expected
    assert "*" not in asked


def test_a_server_of_version_one_is_asked_in_its_own_words() -> None:
    """`.read` and `.write` where `permission-v2` is not among the capabilities."""
    asked = scopes_to_ask(
        ("read", "write-charge"), VENDORS["generic"], capabilities=["permission-v1"], listed=[], from_ehr=True
    )
    assert asked == (
        f"launch openid fhirUser {READ_V1} user/PractitionerRole.read user/ChargeItem.read user/ChargeItem.write"
    )


@pytest.mark.parametrize(
    ("vendor", "context"),
    [
        ("generic", "launch/patient launch/encounter "),
        ("oracle", "launch/patient launch/encounter "),
        ("epic", "launch/patient "),
    ],
)
def test_a_standalone_launch_asks_for_the_context_that_the_vendor_gives(vendor, context) -> None:
    """Epic has no standalone encounter."""
    asked = scopes_to_ask(("read",), VENDORS[vendor], capabilities=["permission-v2"], listed=[], from_ehr=False)
    assert asked.startswith(f"{context}openid")


def test_granted_scopes_that_fall_short_are_named(fixture) -> None:
    """No ChargeItem write, so the page hides the button and says why."""
    granted = fixture("token/generic.downscoped.json")["scope"]
    gaps = lost(("read", "write-charge"), granted)
    assert ("write-charge", "ChargeItem", "crs", "writing charges back") in [
        (gap.feature, gap.type, gap.letters, gap.without) for gap in gaps
    ]
    assert "Encounter" not in {gap.type for gap in gaps}
    assert not allows(granted, "ChargeItem", "c")


@pytest.mark.parametrize(
    ("granted", "allowed"),
    [
        ("user/ChargeItem.c", True),
        ("user/ChargeItem.write", True),
        ("user/ChargeItem.*", True),
        ("user/*.cruds", True),
        ("patient/*.*", True),
        ("patient/ChargeItem.crs", True),
        ("user/ChargeItem.c?category=x|y", True),
        ("user/ChargeItem.rs", False),
        ("user/ChargeItem.read", False),
        ("system/ChargeItem.c", False),
        ("user/ChargeItemDefinition.c", False),
        ("user/ChargeItem.sc", False),
        ("", False),
    ],
)
def test_whether_a_grant_allows_creating_charges(granted, allowed) -> None:
    """Both versions and the filtered form; a system scope is not this user's."""
    assert allows(granted, "ChargeItem", "c") is allowed


def test_every_fact_of_a_vendor_names_its_source() -> None:
    """A table without sources is hearsay."""
    facts = [
        (vendor.name, name)
        for vendor in VENDORS.values()
        for name in vendor.__slots__
        if name not in ("name", "token_fields") and not getattr(vendor, name).source
    ]
    assert facts == []
