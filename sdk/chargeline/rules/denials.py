"""The claim adjustment reason code that an alert helps to avoid, as the end of its message."""

from __future__ import annotations

from chargeline.book import NotPublished
from chargeline.rules.rule import Case


def denied(case: Case, why: str) -> str:
    """ " (denied as CO-236)", with the mark of a code that nobody has checked; `why` is a row of values/denials."""
    found = case.value(f"denials.{why}")
    if isinstance(found, NotPublished):
        return ""
    return f" (denied as {found.value}{'' if found.verified else ', unverified'})"
