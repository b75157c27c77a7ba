"""Every fact of the book names its primary source, and every label is our own."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest

from chargeline import RuleBook
from chargeline.model import Citation

BOOK = RuleBook.default()
PRIMARY = (".cms.gov", ".noridianmedicare.com", ".hhs.gov", ".ssa.gov", ".ecfr.gov", ".federalregister.gov")
SECOND_HAND = re.compile(r"blog|github|webpt|apta\b|medbridge|aapc|prombs|wikipedia|\bmirror\b|trade press", re.I)
DESCRIPTOR = re.compile(
    r"each (?:additional )?\d+ min|initial \d+ min|requiring these components|one or more (?:areas|regions)"
    r"|direct \(?one-on-one|therapeutic (?:procedure|activities|exercise)|neuromuscular reeducation"
    r"|application of a modality|per hour|manual therapy techniques",
    re.I,
)


def citations() -> Iterator[tuple[str, Citation]]:
    yield from BOOK.sources.items()
    for name in BOOK.value_names:
        yield from ((name, row.cite) for row in BOOK.values(name))
    for id_ in BOOK.policies:
        policy = BOOK.policy(id_)
        yield from ((f"{id_} {topic}", cite) for topic, cite in policy.citations.items())
        yield from ((f"{id_} {name}", row.cite) for name, rows in policy.values.items() for row in rows)
    for setting in ("office", "outpatient-hospital"):
        tables = (BOOK.pairs(setting), BOOK.limits(setting))  # type: ignore[arg-type]
        yield from ((t.name, row.cite) for t in tables for rows in t.rows.values() for row in rows)


CITED = sorted({(where, cite.source, cite.url or "") for where, cite in citations()})


@pytest.mark.parametrize(("where", "source", "url"), CITED, ids=[row[0] for row in CITED])
def test_a_citation_is_the_primary_document(where: str, source: str, url: str) -> None:
    """Never a mirror, a blog or a vendor's article; an address is the issuer's own."""
    assert source.strip()
    assert not SECOND_HAND.search(source)
    assert not url or f".{urlsplit(url).hostname}".endswith(PRIMARY)


def test_what_nobody_checked_says_so() -> None:
    """Recollections and second-hand readings are in the data, marked."""
    unverified = {where for where, cite in citations() if not cite.verified}
    assert {"cpt-structure", "unverified", "cr-14250", "trade-press-2020-01"} <= unverified
    assert "commercial-ama method" in unverified
    assert "medicare-part-b method" not in unverified


@pytest.mark.parametrize("code", sorted(BOOK.codes))
def test_a_label_is_short_and_our_own(code: str) -> None:
    """At most sixty characters, in none of the wording that belongs to the AMA."""
    label = BOOK.codes[code].label
    assert 4 < len(label) <= 60
    assert label != code
    assert not DESCRIPTOR.search(label)


def test_no_label_stands_twice() -> None:
    """A label tells its code from every other."""
    assert len({row.label for row in BOOK.codes.values()}) == len(BOOK.codes)
