"""What an answer proves: the table of answers to states.

Only what certainly happened is called written or rejected. Whatever leaves a doubt is unknown, and an unknown is never
sent again by a machine.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

from chargeline_plugin.fhir.dig import objects, text
from chargeline_plugin.fhir.write import Answered, Lost, NotSent, Sent
from chargeline_plugin.ledger.types import Kind
from chargeline_plugin.writeback.ladder import RungName

SAID_AT_MOST: Final = 300
PROTECTED: Final = frozenset[RungName]({"charge_conditional_create"})
"""Rungs whose charges carry our key as a condition."""

REJECTED: Final = {
    400: "refused_content",
    401: "sign_in_again",
    403: "forbidden",
    404: "not_offered",
    405: "not_offered",
    406: "our_mistake",
    409: "conflict",
    410: "not_offered",
    412: "conflict",
    415: "our_mistake",
    422: "refused_content",
    429: "busy",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """The state that follows, why, and what the EHR said in its own words (for the page, never for a log).

    `again_in`: seconds after which the same request may be sent again, because it certainly was not taken in.
    """

    state: Literal["written", "rejected", "unknown"]
    code: str
    again_in: float | None = None
    said: str | None = None


def protected(rung: RungName, kind: Kind) -> bool:
    """Whether the server itself keeps a second copy out, so that sending the same again is harmless.

    A change that was carried out refuses its own second sending (409, 412), which would then look like a failure.
    """
    return rung in PROTECTED and kind == "charge"


def judge(sent: Sent, *, protected: bool) -> Judgement:
    """What `sent` proves; `protected`: sending it again is harmless."""
    if isinstance(sent, NotSent):
        again = 1.0 if sent.why == "connection" else None
        why = "sign_in_again" if sent.why == "no-token" else "not_reached"
        return Judgement(state="rejected", code=why, again_in=again)
    if isinstance(sent, Lost):
        return Judgement(state="unknown", code="no_answer")
    if sent.status in (200, 201, 204):
        return _success(sent)
    if sent.status == 503:
        return _unavailable(sent, protected)
    code = REJECTED.get(sent.status)
    if code is None:
        doubt = "server_error" if sent.status >= 500 else "odd_answer"
        return Judgement(state="unknown", code=doubt, said=said(sent))
    again = sent.retry_after if sent.status == 429 else None
    return Judgement(state="rejected", code=code, again_in=again, said=said(sent))


def _success(sent: Answered) -> Judgement:
    """A success counts unless it is a page for people, or says in its body that it failed."""
    if sent.body is not None and sent.body.get("resourceType") == "OperationOutcome":
        severe = any(text(issue, "severity") in ("error", "fatal") for issue in objects(sent.body, "issue"))
        if severe:
            return Judgement(state="unknown", code="odd_answer", said=said(sent))
    if sent.body is None and not sent.empty and not sent.location:
        return Judgement(state="unknown", code="odd_answer")
    return Judgement(state="written", code="written")


def _unavailable(sent: Answered, protected: bool) -> Judgement:
    """503 with Retry-After asks for another try. Where the server keeps no second copy out, that is not risked."""
    if sent.retry_after is None or not protected:
        return Judgement(state="unknown", code="server_error", said=said(sent))
    return Judgement(state="rejected", code="busy", again_in=sent.retry_after)


def said(sent: Answered) -> str | None:
    """The EHR's own words from its OperationOutcome, cut short."""
    found = [
        text(issue, "details", "text") or text(issue, "diagnostics") or text(issue, "code")
        for issue in objects(sent.body or {}, "issue")
    ]
    words = "; ".join(word for word in found if word)
    return words[:SAID_AT_MOST] or None
