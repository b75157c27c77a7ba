"""Whatever JSON is sent: an encounter, or every problem by its path; never another error, never a quoted text."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from chargeline import BadEncounter, Encounter, Problem, encounter_to_json, read_encounter
from chargeline.wire.schema import encounter_schema

SCHEMA = encounter_schema()
KEYS = sorted({key for shape in (SCHEMA, *SCHEMA["$defs"].values()) for key in shape["properties"]})
SECRET = "Zebulon"

PLAIN = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-5, 10**6),
    st.floats(),
    st.sampled_from(["", SECRET, "PT", "97110", "2026-11-23", "therapist", "14:05", "M25.561", "office", "1.5"]),
    st.text(max_size=5),
)
ANY = st.recursive(
    PLAIN,
    lambda inner: st.one_of(
        st.lists(inner, max_size=4),
        st.dictionaries(st.sampled_from([*KEYS, "x-mine", "servces"]), inner, max_size=6),
    ),
    max_leaves=25,
)
NEARLY = st.builds(
    lambda extra: {"id": "e1", "date_of_service": "2026-11-23", "discipline": "PT", "services": []} | extra,
    st.dictionaries(st.sampled_from(sorted(SCHEMA["properties"])), ANY, max_size=5),
)


@given(st.one_of(ANY, NEARLY))
@settings(max_examples=400, deadline=None, derandomize=True)
def test_any_json_is_an_encounter_or_a_list_of_problems(sent: Any) -> None:
    """What can be read can be written and read again, equal; what cannot is named."""
    encounter, problems = reading(sent)
    assert all(p.message and p.fix and (p.path == "" or p.path.startswith("/")) for p in problems)
    assert SECRET not in str(problems)
    assert encounter is None or read_encounter(json.loads(json.dumps(encounter_to_json(encounter)))) == encounter


def reading(sent: Any) -> tuple[Encounter | None, tuple[Problem, ...]]:
    """The encounter, or why there is none."""
    try:
        return read_encounter(sent), ()
    except BadEncounter as error:
        return None, error.problems
