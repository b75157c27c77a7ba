"""What a granted scope string lets us ask for."""

from __future__ import annotations

import json

import pytest
from tests.plugin.fhir.ehr import FIXTURES

from chargeline_plugin.fhir.scopes import granted

CASES = {
    "v2, with the letter": ("user/Condition.rs", "Condition", "s", True),
    "v2, without the letter": ("user/Condition.r", "Condition", "s", False),
    "v1 read is read and search": ("user/Condition.read", "Condition", "s", True),
    "v1 write is neither": ("user/Condition.write", "Condition", "r", False),
    "v1 all": ("patient/*.*", "Condition", "s", True),
    "all types": ("user/*.rs", "Condition", "r", True),
    "narrowed by a category": ("user/Condition.rs?category=x|y", "Condition", "s", True),
    "another type": ("user/Condition.rs", "Observation", "s", False),
    "a type that only begins alike": ("user/ConditionX.rs", "Condition", "s", False),
    "letters out of order": ("user/Condition.sr", "Condition", "s", False),
    "no letters": ("user/Condition.", "Condition", "s", False),
    "not clinical": ("launch openid fhirUser epic.scanning.dmsusername", "Condition", "r", False),
    "one among many": ("launch user/Patient.r user/Condition.crus", "Condition", "s", True),
    "nothing": ("", "Condition", "r", False),
}


@pytest.mark.parametrize(("scopes", "kind", "letter", "yes"), CASES.values(), ids=CASES)
def test_a_grant_that_is(scopes: str, kind: str, letter: str, yes: bool) -> None:
    assert granted(scopes, kind, letter) is yes


def test_the_published_vectors_agree() -> None:
    """Every vector of a clinical scope grants exactly its letters."""
    vectors = json.loads((FIXTURES / "token/scope-parse-vectors.json").read_text())
    for vector in vectors:
        kind = vector.get("type", "Encounter")
        letters = {letter for letter in "cruds" if granted(vector["in"], "Basic" if kind == "*" else kind, letter)}
        assert letters == set(vector.get("perm", "")), vector["in"]
