"""OperationOutcomes, whether they are the whole answer or an entry inside a Bundle with status 200.

Epic's codes are matched by code and by the suffix of the system, because the middle of the OID differs in every
organisation (interop notes 2.7; Epic specifications page, "Error codes").
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from chargeline_plugin.fhir.dig import Json, codings, objects, text
from chargeline_plugin.fhir.failures import Cause

EPIC_SUFFIX = ".7.2.657369"
EPIC_CAUSES = {
    "4107": Cause.MERGED,
    "4113": Cause.PAGE_EXPIRED,
    "4118": Cause.FORBIDDEN,
    "4130": Cause.BREAK_THE_GLASS,
    "4131": Cause.BREAK_THE_GLASS,
}
EPIC_HIDES = frozenset({"4118", "4119", "59204", "59205"})
EPIC_HARMLESS = frozenset({"4101", "4122", "4134"})
SEVERE = frozenset({"fatal", "error"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Issue:
    """One issue, without its text: severity, FHIR issue code, and the vendor's code where known."""

    severity: str
    code: str
    vendor_code: str | None = None

    @property
    def hides(self) -> bool:
        """Whether it says that something was left out of the answer: then absent is not missing."""
        return self.code == "suppressed" or self.vendor_code in EPIC_HIDES

    @property
    def fails(self) -> bool:
        """Whether it says that the request failed as a whole."""
        return self.severity in SEVERE and not self.hides and self.vendor_code not in EPIC_HARMLESS

    @property
    def cause(self) -> Cause:
        """The cause that the vendor's code stands for, else the one of the FHIR issue code."""
        named = EPIC_CAUSES.get(self.vendor_code or "")
        general = {"throttled": Cause.BUSY, "timeout": Cause.TIMEOUT, "forbidden": Cause.FORBIDDEN}
        return named or general.get(self.code, Cause.REFUSED)


def issues_of(outcome: Json) -> tuple[Issue, ...]:
    """The issues of one OperationOutcome."""
    return tuple(
        Issue(
            severity=text(issue, "severity") or "error",
            code=text(issue, "code") or "unknown",
            vendor_code=vendor_code(issue),
        )
        for issue in objects(outcome, "issue")
    )


def vendor_code(issue: Json) -> str | None:
    """Epic's own code of an issue."""
    found = codings(issue.get("details"))
    return next((code for system, code in found if system.endswith(EPIC_SUFFIX)), None)


def failing_cause(issues: Iterable[Issue]) -> Cause | None:
    """The cause of the first issue that fails the request, a named vendor code before a general one."""
    failing = [issue for issue in issues if issue.fails]
    named = [issue for issue in failing if issue.vendor_code in EPIC_CAUSES]
    return (named or failing)[0].cause if failing else None
