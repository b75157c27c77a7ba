"""A note that is not signed is said so where the lines stand, not only beside the note's date."""

from __future__ import annotations

import pytest
from tests.plugin.web.clinic import Clinician, Page
from tests.plugin.web.test_after_unknown import STORY
from tests.plugin.web.test_note_at_the_click import signed_now, unsigned

SIGN_FIRST = "Sign the note first, then Read again; or state your reason when you send."


def beside_the_lines(page: Page) -> str:
    """The words between the lines' heading and the first line."""
    return page.html.partition('id="h-lines"')[2].partition('<ul class="lines">')[0]


def test_an_unsigned_note_is_named_where_the_lines_are_and_at_the_note(therapist: Clinician) -> None:
    unsigned(therapist)
    page = therapist.launch(STORY["generic"])
    assert SIGN_FIRST in beside_the_lines(page)
    assert '<span class="tag unsigned">Not signed</span>' in page.html
    preview = therapist.get(f"{therapist.home}preview")
    assert preview.words.count(SIGN_FIRST) >= 1
    signed_now(therapist)
    therapist.get(therapist.home)
    page = therapist.post("read-again")
    assert SIGN_FIRST not in page.words
    assert "Not signed" not in page.words


def test_a_pasted_draft_is_no_signed_note(therapist: Clinician) -> None:
    therapist.launch(STORY["generic"])
    draft = "PT daily note\nTherEx 23 min one on one: SLR 3x10. Timed 23, total 23. K. Alvarez, PT"
    page = therapist.post("draft", {"draft": draft})
    assert SIGN_FIRST in beside_the_lines(page)


@pytest.mark.parametrize("story", ["balance-tie", "knee-replacement"])
def test_a_signed_note_says_nothing_of_it(therapist: Clinician, story: str) -> None:
    page = therapist.launch(story)
    assert SIGN_FIRST not in page.words
    assert "Not signed" not in page.words
