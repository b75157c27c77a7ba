"""What the note still needs, in the order in which it matters; and what it already shows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from chargeline.model import Alert, Element, Report
from chargeline_plugin.web.show import words
from chargeline_plugin.web.show.asks import is_asked
from chargeline_plugin.web.show.proof import Anchors, quotes, source
from chargeline_templates.pieces import Found, Hint, Tone

OPEN_AT_MOST: Final = 3
ORDER: Final[tuple[Tone, ...]] = ("block", "required", "warn", "expected", "info")
LABELS: Final[dict[Tone, str]] = {
    "block": "Stops the charge",
    "required": "Required",
    "warn": "Check",
    "expected": "Expected",
    "info": "To know",
    "good": "Good practice",
}
COMMONLY: Final = "Commonly expected"
"""The label of what is expected by a source that nobody has checked."""
COUNTED: Final[tuple[tuple[Tone, str, str], ...]] = (
    ("block", "line stopped", "lines stopped"),
    ("required", "required point missing", "required points missing"),
    ("warn", "thing to check", "things to check"),
    ("expected", "expected point missing", "expected points missing"),
)
ELEMENT_TONES: Final[dict[str, Tone]] = {"required": "required", "expected": "expected", "good_practice": "good"}
ALERT_TONES: Final[dict[str, Tone]] = {"block": "block", "warn": "warn", "info": "info"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Hints:
    """Hints sorted onto the page: open, folded away, and good practice apart from both."""

    open: tuple[Hint, ...]
    more: tuple[Hint, ...]
    good_practice: tuple[Hint, ...]

    @property
    def counted(self) -> tuple[str, ...]:
        """How many of each kind that matters, in words."""
        tones = [hint.tone for hint in self.needed]
        return tuple(words.plural(tones.count(tone), one, many) for tone, one, many in COUNTED if tone in tones)

    @property
    def needed(self) -> tuple[Hint, ...]:
        """All that the note still needs, without what is only worth knowing."""
        return tuple(hint for hint in (*self.open, *self.more) if hint.tone != "info")


def hints(report: Report, anchors: Anchors) -> Hints:
    """Every alert that no question asks about, and every element that is missing or weak, once for all its codes."""
    alerts = [alert for alert in report.alerts if not is_asked(alert, report)]
    found = [*_alerts(alerts, anchors), *_elements(report.elements, anchors)]
    needed = sorted((hint for hint in found if hint.tone in ORDER), key=_order)
    lines = {line.code for line in report.charge_lines}
    worth_opening = [hint for hint in needed if not _told_elsewhere(hint, lines)][:OPEN_AT_MOST]
    return Hints(
        open=tuple(worth_opening),
        more=tuple(hint for hint in needed if hint not in worth_opening),
        good_practice=tuple(hint for hint in found if hint.tone == "good"),
    )


def _order(hint: Hint) -> tuple[int, bool]:
    """By weight; of one weight, what rests on a checked source first."""
    return ORDER.index(hint.tone), hint.source is not None and not hint.source.verified


def _told_elsewhere(hint: Hint, lines: set[str]) -> bool:
    """What is only worth knowing stays folded, and so does what stands on its charge line already."""
    return hint.tone == "info" or (hint.tone == "block" and bool(lines.intersection(hint.codes)))


def _alerts(alerts: Iterable[Alert], anchors: Anchors) -> Iterator[Hint]:
    for number, alert in enumerate(alerts, 1):
        tone = ALERT_TONES[alert.severity]
        yield Hint(
            id=f"alert-{number}",
            tone=tone,
            label=LABELS[tone],
            codes=alert.codes,
            message=alert.message,
            why=words.why(alert.rule),
            fix_label="What to do",
            fix=alert.fix,
            source=source(alert.citation),
            quotes=quotes(alert.evidence, anchors),
        )


def _elements(elements: Iterable[Element], anchors: Anchors) -> Iterator[Hint]:
    together: dict[tuple[str, str], list[Element]] = {}
    for element in elements:
        if element.status in ("missing", "weak"):
            together.setdefault((element.element, element.level), []).append(element)
    for (name, level), same in together.items():
        tone = ELEMENT_TONES[level]
        label = LABELS[tone] if tone != "expected" or _checked(same[0]) else COMMONLY
        weak = any(element.status == "weak" for element in same)
        yield Hint(
            id=f"element-{name}-{level}",
            tone=tone,
            label=f"{label}, said weakly" if weak and tone != "good" else label,
            codes=words.codes(element.code for element in same),
            message=same[0].message,
            why=words.why(name),
            fix_label="Add to the note, with your facts",
            fix=same[0].fix,
            source=source(same[0].citation),
            quotes=quotes((piece for element in same for piece in element.evidence), anchors),
        )


def _checked(element: Element) -> bool:
    return element.citation is not None and element.citation.verified


def found(report: Report, anchors: Anchors) -> tuple[Found, ...]:
    """Each element that the note has, once, with its words."""
    together: dict[str, list[Element]] = {}
    for element in report.elements:
        if element.status == "present":
            together.setdefault(element.element, []).append(element)
    return tuple(
        Found(
            label=words.element(name),
            codes=words.codes(element.code for element in same),
            quotes=quotes((piece for element in same for piece in element.evidence), anchors),
        )
        for name, same in together.items()
    )
