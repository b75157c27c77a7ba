"""A rule's page as Markdown, from the register and the book: what `explain` prints and `docs/rules` holds."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from chargeline.book import RuleBook, Value
from chargeline.model import Citation
from chargeline.rules.rule import Rule
from chargeline.values.doc_elements import DocElement


def page(rule: Rule, book: RuleBook) -> str:
    """The whole page of one rule."""
    return "\n".join(_page(rule, book)) + "\n"


def index(rules: tuple[Rule, ...]) -> str:
    """The list of all rules, each with a link to its page."""
    head = ["# Rules", "", "Generated from the register: `python -m chargeline.cli.docs docs/rules`.", ""]
    head += ["What documents should hold and which rule looks for it: [elements](elements.md).", ""]
    rows = [
        f"| [{rule.code}]({rule.code}.md) | `{rule.name}` | {rule.what} |"
        for rule in sorted(rules, key=lambda r: r.code)
    ]
    return "\n".join([*head, "| code | name | what it checks |", "|---|---|---|", *rows]) + "\n"


def elements(rows: tuple[DocElement, ...], rules: tuple[Rule, ...]) -> str:
    """What documents should hold, row by row, with the rules that look for it."""
    pages = {rule.name: f"[{rule.name}]({rule.code}.md)" for rule in rules}
    head = [
        "# What documents should hold",
        "",
        "Each row is something that a payer asks for or a reviewer looks for, and the rules here that look for it. A",
        "dash means that nothing here does. Generated from `data/doc_elements.csv`, as the pages beside it.",
        "",
        "| row | document | what | level | rules | note | source |",
        "|---|---|---|---|---|---|---|",
    ]
    return "\n".join([*head, *(_element(row, pages) for row in rows)]) + "\n"


def _element(row: DocElement, pages: Mapping[str, str]) -> str:
    rules = ", ".join(pages[name] for name in row.covered_by) or "-"
    level = row.level.replace("_", " ")
    return f"| {row.id} | {row.document} | {row.says} | {level} | {rules} | {row.note} | {cited(row.cite)} |"


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
