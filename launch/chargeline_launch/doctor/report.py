"""What the doctor found, in a form that can be sent to anybody: no secret, no token, nobody's data."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal, TypeAlias

from chargeline_launch.failures import FailureCode, LaunchFailure

State: TypeAlias = Literal["good", "note", "bad"]
MARKS = {"good": "ok  ", "note": "note", "bad": "BAD "}


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One check: what was looked at, how it stands, and what to do when it is not good."""

    check: str
    state: State
    says: str
    fix: str = ""
    code: FailureCode | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """All findings about one site."""

    site: str
    iss: str
    at: datetime
    findings: tuple[Finding, ...]

    @property
    def healthy(self) -> bool:
        """Whether a launch can be expected to work."""
        return all(finding.state != "bad" for finding in self.findings)

    @property
    def text(self) -> str:
        """The report as lines for a terminal or a mail."""
        head = f"Site {self.site} at {self.iss}, examined {self.at:%Y-%m-%d %H:%M} UTC"
        last = "A launch should work." if self.healthy else "A launch will not work until this is put right."
        return "\n".join([head, *(line for finding in self.findings for line in _lines(finding)), last])


def _lines(finding: Finding) -> list[str]:
    code = f" [{finding.code}]" if finding.code else ""
    lines = [f"  {MARKS[finding.state]} {finding.check}: {finding.says}{code}"]
    return lines + ([f"       {finding.fix}"] if finding.fix else [])


def bad(check: str, failure: LaunchFailure) -> Finding:
    """A failure of the closed list as a finding."""
    words = failure.explanation
    says = f"{words.cause} ({failure.detail})" if failure.detail else words.cause
    return Finding(check=check, state="bad", says=says, fix=words.administrator, code=failure.code)


def failure_report(failure: LaunchFailure, at: datetime) -> str:
    """A failed launch in words for whoever supports it. Shareable."""
    words = failure.explanation
    detail = f" ({failure.detail})" if failure.detail else ""
    return "\n".join(
        (
            f"Chargeline launch: {failure.code}{detail}",
            f"Site: {failure.site or 'not known'}",
            f"Time: {at:%Y-%m-%d %H:%M:%S} UTC",
            f"What happened: {words.cause}",
            f"Clinician: {words.clinician}",
            f"Administrator: {words.administrator}",
        )
    )
