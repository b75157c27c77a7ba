"""Reading a text in one word, for the tests of the evidence engine."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from chargeline.book import RuleBook
from chargeline.evidence.read import read
from chargeline.evidence.reading import Reading
from chargeline.model import Encounter, Note, Service


@pytest.fixture(scope="session")
def read_note() -> Callable[..., Reading]:
    """Reads a note's text, with the services given."""

    def reading(text: str, *services: Service) -> Reading:
        encounter = Encounter(
            id="e1",
            date_of_service=date(2026, 11, 23),
            discipline="PT",
            services=services,
            notes=(Note(id="n1", text=text),),
        )
        return read(encounter, RuleBook.default().lexicon)

    return reading
