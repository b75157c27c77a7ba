"""Why a visit cannot be shown, and why a source could not be read: closed lists, in plain words.

The page renders these. They name no patient and quote nothing. A refusal stops the page; an unread source is named
on it, and what rests on that source is never called missing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final, Literal, TypeAlias

Why: TypeAlias = Literal["forbidden", "unsupported", "timeout", "broken"]
RELAUNCH = "Close this page and open Chargeline from the chart again."
ASK_ADMIN = "Ask whoever runs Chargeline at your clinic to check the app's permissions in the EHR."


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """What happened, what to do next, and what to tell the site's administrator where they must act."""

    cause: str
    next_step: str
    administrator: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class UnreadWords:
    """The same for one source, with the contract's reason."""

    why: Why
    cause: str
    next_step: str


def _words(cause: str, next_step: str, administrator: str | None = None) -> Words:
    return Words(cause=cause, next_step=next_step, administrator=administrator)


REFUSALS: Final[Mapping[str, Words]] = MappingProxyType(
    {
        "no-patient": _words(
            "The EHR opened Chargeline without a patient.",
            "Open the patient's chart first, then open Chargeline from there.",
        ),
        "subject-mismatch": _words(
            "The encounter the EHR named is not this patient's. Nothing was read from it.",
            f"{RELAUNCH} If it happens again, report it: two charts may be mixed up.",
        ),
        "patient-merged": _words(
            "This patient's record was merged into another record.",
            "Open the surviving record in the EHR and open Chargeline from there.",
        ),
        "encounter-not-granted": _words(
            "The EHR does not let this app read encounters.",
            ASK_ADMIN,
            "The launch was granted no scope to read Encounter. Register and allow it for this client.",
        ),
        "encounter-unauthorized": _words("The EHR no longer accepts this session.", RELAUNCH),
        "encounter-forbidden": _words(
            "The EHR does not let you or this app read this encounter.",
            ASK_ADMIN,
            "Reading Encounter was refused (403): the client's registration, or the user's own rights.",
        ),
        "encounter-break-the-glass": _words(
            "This record is under extra protection in the EHR.",
            "Confirm your access in the EHR (break the glass) if you are treating this patient, then open Chargeline "
            "again.",
        ),
        "encounter-not-found": _words(
            "The EHR does not know the encounter it named.",
            "Close this page and open Chargeline from the encounter again.",
        ),
        "encounter-refused": _words(
            "The EHR did not take the question for this encounter.",
            "Try once more. If it stays, report the time and this code to whoever runs Chargeline at your clinic.",
        ),
        "encounter-busy": _words("The EHR is too busy to answer now.", "Wait a minute, then choose Read again."),
        "encounter-server-error": _words("The EHR has a fault of its own right now.", "Choose Read again in a minute."),
        "encounter-timeout": _words("The EHR does not answer.", "Wait half a minute, then choose Read again."),
        "encounter-unreachable": _words(
            "The EHR cannot be reached from here.", "Choose Read again. If it stays, the network or the EHR is down."
        ),
        "encounter-redirected": _words(
            "The EHR sent the question to another address. Chargeline does not follow with your session.", RELAUNCH
        ),
        "encounter-page-expired": _words("The EHR's list of encounters expired while it was read.", "Read again."),
        "encounter-not-json": _words(
            "Something between here and the EHR answered with a web page, often a sign-in page.",
            "Sign in to the network again, then choose Read again.",
        ),
        "encounter-truncated": _words("The EHR's answer broke off.", "Choose Read again."),
        "encounter-unexpected": _words(
            "The EHR answered with something else than the encounter.",
            "Choose Read again. If it stays, report the time and this code to whoever runs Chargeline at your clinic.",
        ),
        "encounter-too-large": _words(
            "The EHR's answer is far larger than an encounter can be.",
            "Report the time and this code to whoever runs Chargeline at your clinic.",
        ),
        "encounter-foreign-address": _words(
            "The EHR's answer points to another address than its own. Chargeline does not follow.",
            "Report the time and this code to whoever runs Chargeline at your clinic.",
        ),
    }
)


PASSING: Final = frozenset(
    f"encounter-{cause}"
    for cause in ("busy", "server-error", "timeout", "unreachable", "page-expired", "not-json", "truncated")
)
"""Refusals that say nothing of the chart: it may be read again in a minute, and what was said of it stays."""


def _unread(why: Why, cause: str, next_step: str) -> UnreadWords:
    return UnreadWords(why=why, cause=cause, next_step=next_step)


AGAIN = "Choose Read again."
PASTE = "Paste the note below, or read it in the chart."

UNREAD: Final[Mapping[str, UnreadWords]] = MappingProxyType(
    {
        "not-granted": _unread("forbidden", "This launch was not granted access to it.", ASK_ADMIN),
        "unauthorized": _unread("forbidden", "The EHR no longer accepts this session.", RELAUNCH),
        "forbidden": _unread("forbidden", "The EHR does not let you or this app see it.", ASK_ADMIN),
        "break-the-glass": _unread(
            "forbidden", "It is under extra protection in the EHR.", "Confirm your access in the EHR, then read again."
        ),
        "partly-hidden": _unread("forbidden", "The EHR left some of it out for this app or user.", ASK_ADMIN),
        "not-supported": _unread("unsupported", "This EHR does not show it to apps.", "Look it up in the chart."),
        "not-found": _unread("unsupported", "The EHR does not offer it, or no longer has it.", "Look in the chart."),
        "refused": _unread("unsupported", "The EHR did not take the question.", "Look it up in the chart."),
        "busy": _unread("timeout", "The EHR is too busy to answer now.", "Wait a minute, then choose Read again."),
        "server-error": _unread("timeout", "The EHR has a fault of its own right now.", AGAIN),
        "timeout": _unread("timeout", "The EHR did not answer in time.", AGAIN),
        "unreachable": _unread("timeout", "The EHR could not be reached.", AGAIN),
        "page-expired": _unread("timeout", "The EHR's list expired before its end was read.", AGAIN),
        "redirected": _unread("broken", "The EHR pointed to another address, which was not followed.", AGAIN),
        "merged": _unread("broken", "It belongs to a record that was merged into another.", RELAUNCH),
        "not-json": _unread(
            "broken",
            "A web page came instead, often a sign-in page of the network.",
            "Sign in to the network again, then choose Read again.",
        ),
        "truncated": _unread("broken", "The answer broke off.", AGAIN),
        "unexpected": _unread("broken", "The EHR answered with something else.", AGAIN),
        "too-large": _unread("broken", "There is more of it than can be read here.", "Look it up in the chart."),
        "foreign-address": _unread(
            "broken", "It lies at another address than the EHR's own, which was not followed.", "Look in the chart."
        ),
        "entry-broken": _unread("broken", "At least one entry cannot be understood.", "Look it up in the chart."),
        "other-patient": _unread(
            "broken",
            "The EHR sent entries of another patient. They were thrown away.",
            "Report it: two charts may be mixed up.",
        ),
        "note-too-large": _unread("broken", "A note is larger than 2 MB.", PASTE),
        "note-empty": _unread("broken", "A note is empty.", "Check in the chart whether it has been written."),
        "note-undecodable": _unread("broken", "A note's letters cannot be decoded.", PASTE),
        "note-format": _unread("unsupported", "A note is in a format that cannot be read here.", PASTE),
        "note-no-text-layer": _unread("unsupported", "A note is a scanned picture without text.", PASTE),
        "note-sign-in-page": _unread(
            "broken",
            "A sign-in page came in place of a note.",
            "Sign in to the network again, then choose Read again.",
        ),
    }
)

NEXT_STEP: Final[Mapping[tuple[str, str], str]] = MappingProxyType(
    {
        ("notes", "partly-hidden"): (
            "Nothing to do, unless a note of yours is missing: then sign it and choose Read again, or paste your draft."
        )
    }
)
"""Where a source has a better next step than its cause alone: EHRs say this of every list without unsigned notes."""

WHAT: Final[Mapping[str, str]] = MappingProxyType(
    {
        "patient": "patient banner",
        "notes": "notes",
        "coverage": "coverage",
        "conditions": "diagnoses",
        "procedures": "procedures",
        "observations": "flowsheet rows",
        "plans": "plan of care",
        "referrals": "referrals",
        "charges": "charges already entered",
        "practitioners": "clinicians",
        "roles": "clinicians' roles",
        "history": "earlier notes",
        "appointment": "appointment",
        "payer": "payer's name",
    }
)
"""What the page calls each source."""
