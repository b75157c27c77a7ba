"""The documents run: every example prints what the page says, every page of a rule is the one the register makes."""

from __future__ import annotations

import re
from contextlib import redirect_stdout
from dataclasses import replace
from datetime import date
from io import StringIO
from pathlib import Path
from typing import Any

import pytest

from chargeline import Encounter, RuleBook, lint
from chargeline.cli.docs import pages
from chargeline.evidence.reading import Reading
from chargeline.model import ServiceRead
from chargeline.rules.elements.documented import asked
from chargeline.rules.rule import Case

DOCS = Path(__file__).parents[2] / "docs"
FENCE = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def fences(name: str) -> list[tuple[str, str]]:
    return FENCE.findall((DOCS / name).read_text("utf-8"))


def examples(name: str) -> list[tuple[str, str | None]]:
    """Each Python block with the text block that follows it, if one does."""
    blocks = fences(name)
    following: list[tuple[str, str]] = [*blocks[1:], ("", "")]
    return [
        (code, after if kind == "text" else None)
        for (language, code), (kind, after) in zip(blocks, following, strict=True)
        if language == "python"
    ]


def test_the_examples_of_embedding_run_and_print_what_they_say() -> None:
    """In one go, from top to bottom, as a reader would."""
    found: dict[str, Any] = {"__name__": "embed"}
    shown = examples("embed.md")
    assert len(shown) >= 6
    for code, expected in shown:
        out = StringIO()
        with redirect_stdout(out):
            exec(compile(code, "embed.md", "exec"), found)
        if expected is not None:
            assert out.getvalue() == expected


def test_the_example_of_completeness_runs_and_prints_what_it_says() -> None:
    """The score and every part that is not there."""
    ((code, expected),) = examples("completeness.md")
    out = StringIO()
    with redirect_stdout(out):
        exec(compile(code, "completeness.md", "exec"), {"__name__": "completeness"})
    assert out.getvalue() == expected


@pytest.mark.parametrize("page", ["../README.md", "../sdk/README.md"])
def test_the_readmes_example_runs(page: str) -> None:
    """The first thing that a reader tries."""
    ((code, _),) = examples(page)
    out = StringIO()
    with redirect_stdout(out):
        exec(compile(code, page, "exec"), {"__name__": "readme"})
    shown = [line for line in out.getvalue().splitlines() if not line.startswith(" ")]
    assert shown == ["97110 2 GP", "97140 1 GP"]


def test_the_payer_of_the_page_can_be_loaded(tmp_path: Path) -> None:
    """The whole example file, as written there, is a policy without a fault."""
    (text,) = [text for language, text in fences("add-a-payer.md") if language == "toml"]
    (tmp_path / "policies").mkdir()
    (tmp_path / "policies" / "blue-plan.toml").write_text(text, "utf-8")
    book = RuleBook.load(tmp_path)
    policy = book.policy("blue-plan")
    assert (policy.method, policy.ncci, policy.distinct[0]) == ("ama-midpoint", False, "XS")
    assert policy.levels["minutes_per_code"] == "required"
    assert not lint(book)


def test_the_rule_of_the_page_finds_what_it_says() -> None:
    """The whole example file is a rule: more minutes than the visit had are named, as many are not."""
    found: dict[str, Any] = {"__name__": "example"}
    ((code, _),) = examples("add-a-rule.md")
    exec(compile(code, "add-a-rule.md", "exec"), found)
    assert [len(list(found["RULE"].check(case(total)))) for total in (29, 30, None)] == [1, 0, 0]


def case(total: int | None) -> Case:
    """Thirty minutes of treatment in a visit of `total`."""
    encounter = Encounter(id="e", date_of_service=date(2026, 11, 23), discipline="PT", treatment_minutes=total)
    services = (ServiceRead(id="s1", origin="input", code="97110", minutes=30),)
    book = RuleBook.default()
    made = Case(encounter=encounter, book=book, policy=None, known_on=None, reading=Reading(), services=services)
    return replace(made, asked=asked(made, services))


def test_every_rule_has_its_page_and_no_page_is_stale() -> None:
    """Stale? Run `python -m chargeline.cli.docs docs/rules`."""
    committed = {path.name: path.read_text("utf-8") for path in (DOCS / "rules").glob("*.md")}
    assert committed == dict(pages())


@pytest.mark.parametrize("page", sorted(DOCS.rglob("*.md")), ids=lambda page: page.name)
def test_no_link_between_documents_is_dead(page: Path) -> None:
    """Relative links lead to files that are there."""
    links = re.findall(r"\]\((?!https?:|#|mailto:)([^)#]+)", page.read_text("utf-8"))
    assert [link for link in links if not (page.parent / link).exists()] == []
