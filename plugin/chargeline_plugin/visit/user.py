"""Who is logged in, and in which role do they treat? The site's roster, then NUCC codes, then credentials."""

from __future__ import annotations

from collections.abc import Iterable

from chargeline_plugin.fhir.chart import Chart
from chargeline_plugin.fhir.facts import PractitionerFact
from chargeline_plugin.site import RosterRow
from chargeline_plugin.visit.credentials import Standing, standing_of_credentials, standing_of_taxonomy
from chargeline_plugin.visit.visit import UserSeen


def see_user(reference: str | None, chart: Chart, roster: Iterable[RosterRow]) -> UserSeen:
    """The user as far as the roster and the EHR say. An unknown role stays unknown."""
    kind, _, identity = (reference or "").partition("/")
    known = chart.practitioners.get(identity) if kind == "Practitioner" else None
    row = roster_row(reference, known.npi if known else None, roster)
    standing, because = standing_of(known)
    held = ", ".join(known.credentials) if known else ""
    if kind in ("Patient", "RelatedPerson"):
        return UserSeen(
            reference=reference,
            name=None,
            role="patient",
            discipline=None,
            credentials=None,
            npi=None,
            because="The EHR says that a patient is logged in.",
        )
    return UserSeen(
        reference=reference,
        name=known.name if known else None,
        role=row.role if row else standing.role if standing else None,
        discipline=(row.discipline if row else None) or (standing.discipline if standing else None),
        credentials=(row.credentials if row else None) or held or None,
        npi=(row.npi if row else None) or (known.npi if known else None),
        because="By the site's roster." if row else because,
    )


def roster_row(reference: str | None, npi: str | None, roster: Iterable[RosterRow]) -> RosterRow | None:
    """The roster's row for a reference, else for an NPI."""
    rows = tuple(roster)
    by_user = (row for row in rows if reference and row.user == reference)
    by_npi = (row for row in rows if npi and row.npi == npi)
    return next(by_user, None) or next(by_npi, None)


def standing_of(known: PractitionerFact | None) -> tuple[Standing | None, str]:
    """What the EHR says about a practitioner's standing, and what says so."""
    if known is None:
        return None, "The EHR does not say who is logged in."
    by_code = standing_of_taxonomy(known.taxonomies)
    if by_code:
        return by_code, "By the role's taxonomy code in the EHR."
    by_words = standing_of_credentials(known.credentials)
    return by_words, "By the credentials in the EHR." if by_words else "The EHR names no therapy credentials."
