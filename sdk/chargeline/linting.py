"""What is wrong with a rule book's data: the check that a site makes before it relies on its own folder."""

from __future__ import annotations

from chargeline.book import RuleBook
from chargeline.errors import Problem
from chargeline.rules.register import RULES
from chargeline.values import lint as data


def lint(book: RuleBook) -> tuple[Problem, ...]:
    """Every problem of a book's data, each with its file, what is wrong and what to write; empty when there is none.

    Reads the whole book: what cannot be read, files that nothing reads, values and policies with overlapping or missing
    dates, without a citation, or that name a rule, a value or a modifier order that is not there.
    """
    names = frozenset(name for rule in RULES for name in (rule.code, rule.name))
    return tuple(dict.fromkeys((*book.read_all(), *data.lint(book.files, names))))
