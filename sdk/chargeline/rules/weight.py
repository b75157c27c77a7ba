"""How much a finding may weigh: only what somebody has checked at its source may stop a claim.

The one place of that rule, for every alert and for every reason not to count a service. What we refuse on our own
account (a code that the book does not hold, a modifier without a place) cites ourselves; that source needs no checking.
"""

from __future__ import annotations

from dataclasses import replace

from chargeline.model import Alert, Because, Citation, Severity

COMMONLY = "Commonly expected."


def ours(what: str) -> Citation:
    """The source of a refusal of our own: what we do not do, in a few words."""
    return Citation(source=f"Chargeline: {what}", verified=True)


def sure(finding: Alert | Because) -> bool:
    """Whether what is found is sure enough to stop a claim, or to keep a service out of the count."""
    return finding.citation is not None and finding.citation.verified


def weighed(alert: Alert) -> Alert:
    """The alert as its source allows: an unverified one is worded so and never blocks."""
    if sure(alert):
        return alert
    severity: Severity = "warn" if alert.severity == "block" else alert.severity
    return replace(alert, severity=severity, message=f"{alert.message} {COMMONLY}")
