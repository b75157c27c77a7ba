"""A rule's page as Markdown, from the register and the book: what `explain` prints and `docs/rules` holds."""

from __future__ import annotations

from collections.abc import Iterator

from chargeline.book import RuleBook, Value
from chargeline.model import Citation
from chargeline.rules.rule import Rule


def page(rule: Rule, book: RuleBook) -> str:
    """The whole page of one rule."""
    return "\n".join(_page(rule, book)) + "\n"


def index(rules: tuple[Rule, ...]) -> str:
    """The list of all rules, each with a link to its page."""
    head = ["# Rules", "", "Generated from the register: `python -m chargeline.cli.docs docs/rules`.", ""]
    rows = [
        f"| [{rule.code}]({rule.code}.md) | `{rule.name}` | {rule.what} |"
        for rule in sorted(rules, key=lambda r: r.code)
    ]
    return "\n".join([*head, "| code | name | what it checks |", "|---|---|---|", *rows]) + "\n"


def _page(rule: Rule, book: RuleBook) -> Iterator[str]:
    yield f"# {rule.code} `{rule.name}`"
    for title, text in (("What it checks", rule.what), ("Why", rule.why), ("How to fix", rule.fix)):
        yield from ("", f"## {title}", "", text)
    yield from ("", "## Dates", "", _dates(rule))
    if rule.values:
        yield from ("", "## Values", "")
        yield from ("| value | service dates | published | source |", "|---|---|---|---|")
        for name in rule.values:
            yield from (_value(row) for row in book.values(name))
    yield from ("", "## Citations", "")
    yield from (f"- {cited(cite)}" for cite in rule.citations)


def _dates(rule: Rule) -> str:
    if rule.from_ is None and rule.until is None:
        return "Every service date."
    return _span(rule.from_, rule.until)


def _span(since: object, until: object) -> str:
    if since is None and until is None:
        return "all"
    return f"{since or '...'} to {until or '...'}"


def _value(row: Value) -> str:
    shown = ", ".join(map(str, row.value)) if isinstance(row.value, tuple) else row.value
    return f"| `{row.name}` = {shown} | {_span(row.from_, row.until)} | {row.published or ''} | {cited(row.cite)} |"


def cited(cite: Citation) -> str:
    """A citation as text, with its address and its unverified mark."""
    dated = f" ({cite.dated})" if cite.dated else ""
    mark = "" if cite.verified else ", not verified"
    return f"[{cite.source}]({cite.url}){dated}{mark}" if cite.url else f"{cite.source}{dated}{mark}"
