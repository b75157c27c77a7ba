"""`chargeline explain`, `rules`, `schema`: the rules' own pages, the list of them, the contract's schema."""

from __future__ import annotations

import argparse
import difflib

from chargeline.cli import streams
from chargeline.errors import BadEncounter, Problem


def explain(given: argparse.Namespace) -> int:
    """Print a rule's page: what, why, how to fix, its dates, values and citations."""
    from chargeline.cli.page import page
    from chargeline.rules.register import RULES

    book = streams.book_of(given.data)
    named = {name.lower(): (name, rule) for rule in RULES for name in (rule.code, rule.name)}
    wanted = given.rule.lower()
    if wanted not in named:
        close = [named[name][0] for name in difflib.get_close_matches(wanted, named, n=3, cutoff=0.5)]
        fix = f"Did you mean {' or '.join(close)}?" if close else "`chargeline rules` lists them."
        raise BadEncounter((Problem(path="RULE", message="is not a rule.", fix=fix),))
    streams.say(page(named[wanted][1], book))
    return streams.DONE


def rules(given: argparse.Namespace) -> int:
    """List every rule, or check the book's data."""
    from chargeline.rules.register import RULES

    if given.what == "lint":
        return _lint(given)
    for rule in RULES:
        streams.say(f"{rule.code}  {rule.name:<34} {rule.what}")
    return streams.DONE


def _lint(given: argparse.Namespace) -> int:
    from chargeline.linting import lint

    book = streams.book_of(given.data)
    problems = lint(book)
    if problems:
        return streams.report_problems(problems)
    streams.say(f"{len(book.value_names)} values and {len(book.policies)} policies: nothing to mend.")
    return streams.DONE


def schema(given: argparse.Namespace) -> int:
    """Print the JSON Schema of the encounter or of the report."""
    streams.say(streams.book_of(None).files.text(f"schema/{given.what}.schema.json").rstrip())
    return streams.DONE
