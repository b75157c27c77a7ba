"""Reading the visit of a session, and keeping what was read on its desk."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

from chargeline import RuleBook
from chargeline_launch import AccessTokens, NoAccessToken
from chargeline_plugin.fhir import FhirClient
from chargeline_plugin.fhir.entries import as_it_is
from chargeline_plugin.fhir.failures import FhirFailure
from chargeline_plugin.ledger.ledger import LONGEST_WRITE
from chargeline_plugin.session.changes import changes
from chargeline_plugin.session.desk import Desk
from chargeline_plugin.session.judge import Judgement, judge
from chargeline_plugin.session.kept import codes_of
from chargeline_plugin.visit import read_history, read_visit
from chargeline_plugin.visit.notes_again import notes_again
from chargeline_plugin.visit.refusals import PASSING
from chargeline_plugin.visit.visit import Choices, NeedsEncounter, Reading, Refusal, Visit
from chargeline_plugin.web.gate import Seat
from chargeline_plugin.web.services import may_wait_for, services
from chargeline_plugin.writeback.chart_now import CannotLook, NotesNow
from chargeline_plugin.writeback.key import visit_mark
from chargeline_plugin.writeback.past import recognised

ASKED_EVERY: Final = timedelta(seconds=20)
"""A token that is handed out lasts for twice as long and more (chargeline_launch, EARLY)."""


def tokens_of(seat: Seat) -> AccessTokens:
    """This session's access token, renewed in time. Raises Crowded: who asks for it is about to wait for the EHR."""
    may_wait_for(seat.launch.fhir_base)
    return AccessTokens(services().launches, seat.session, world=services().world)


def token_for_a_write(seat: Seat) -> None:
    """Renew the token unless it outlives the longest write. Raises NoAccessToken before anything has begun."""
    tokens_of(seat)(valid_for=LONGEST_WRITE)


def token_while_writing(seat: Seat) -> Callable[[], str | None]:
    """The same once a click has begun: None where the session has ended, so that every line still gets its outcome."""
    tokens = tokens_of(seat)

    def token() -> str | None:
        with suppress(NoAccessToken):
            return tokens()
        return None

    return token


def client_of(seat: Seat) -> FhirClient:
    """FHIR traffic of this session."""
    return FhirClient(seat.launch.fhir_base, _remembered(tokens_of(seat)), seat.site.vendor)


def client_while_writing(seat: Seat) -> FhirClient:
    """The same once a click has begun, for what is only compared."""
    token = _remembered(token_while_writing(seat))
    return FhirClient(seat.launch.fhir_base, token, seat.site.vendor, fit=as_it_is)


def _remembered(token: Callable[[], str | None]) -> Callable[[], str | None]:
    """The same token for many reads in a row: the store is asked again only after a while."""
    held: tuple[datetime, str] | None = None
    clock = services().world.clock

    def lasting() -> str | None:
        nonlocal held
        known, now = held, clock()
        if known is None or now - known[0] > ASKED_EVERY:
            found = token()
            held = known = (now, found) if found else None
        return known[1] if known else None

    return lasting


def notes_now(client: FhirClient, seat: Seat, choices: Choices) -> NotesNow:
    """The proofs of a visit's notes, read again when they are asked for."""

    def proofs(visit: Visit) -> Mapping[str, str]:
        try:
            return notes_again(client, visit, scopes=seat.launch.scopes, choices=choices, now=services().now())
        except FhirFailure:
            raise CannotLook("note_unreadable") from None

    return proofs


def look_back(seat: Seat) -> Desk:
    """The desk with earlier visits read; unchanged when the visit was read anew meanwhile."""
    desk = services().desks.get(seat.session)
    if desk.visit is None or desk.looked_back:
        return desk
    before, visit = desk.visit, read_history(client_of(seat), seat.launch, seat.site, desk.visit)

    def put(newest: Desk) -> Desk:
        return replace(newest, visit=visit, looked_back=True) if newest.visit == before else newest

    return services().desks.change(seat.session, put, services().now())


def read(seat: Seat, choices: Choices) -> Reading:
    """Ask the EHR. Charges that our own record knows are marked as ours."""
    as_of = services().ledger.head()
    found = read_visit(client_of(seat), seat.launch, seat.site, seat.settings, choices, services().now())
    if not isinstance(found, Visit):
        return found
    return replace(found, charges=recognised(found, seat.launch.fhir_base, services().ledger), as_of=as_of)


def open_visit(seat: Seat) -> Desk | NeedsEncounter | Refusal:
    """The desk with its visit; read now when it was not read yet, or something was sent since. Opening is recorded."""
    desk = services().desks.get(seat.session)
    if desk.visit is not None:
        return _refreshed(seat, desk) if desk.stale or _sent_since(seat, desk.visit) else desk
    found = read(seat, desk.choices)
    if not isinstance(found, Visit):
        return found
    visit = found
    _record(seat, visit)
    now = services().now()
    return services().desks.change(seat.session, lambda newest: replace(newest, visit=visit, since=now), now)


def _sent_since(seat: Seat, visit: Visit) -> bool:
    """Whether something was sent for its encounter, from here or elsewhere, after the chart was read."""
    return services().ledger.newest(mark_of(seat, visit)) > visit.as_of


def _refreshed(seat: Seat, desk: Desk) -> Desk | NeedsEncounter | Refusal:
    """After something was sent: the same visit, with the chart as it is now; what was announced before still stands."""
    found = read_again(seat, desk.choices, keep=True)
    if not isinstance(found, Desk):
        return found
    return services().desks.change(seat.session, lambda newest: replace(newest, changes=desk.changes), services().now())


def read_again(seat: Seat, choices: Choices, *, keep: bool) -> Desk | NeedsEncounter | Refusal:
    """Read the chart anew under these choices. `keep`: it is the same visit, so answers and edits stay.

    They also stay while the EHR only fails for a moment; a chart that may not be seen any more goes at once.
    """
    found = read(seat, choices)
    if not isinstance(found, Visit):
        waits = keep and isinstance(found, Refusal) and found.code in PASSING

        def left(desk: Desk) -> Desk:
            return replace(desk, choices=choices, stale=True) if waits else desk.elsewhere(choices)

        services().desks.change(seat.session, left, services().now())
        return found
    visit = found

    before = services().desks.get(seat.session).visit
    if before is None or before.encounter_id != visit.encounter_id:
        _record(seat, visit)

    now = services().now()

    def put(desk: Desk) -> Desk:
        changed = _carried(desk, visit, choices, seat.settings.book) if keep else desk.elsewhere(choices, visit)
        return replace(changed, since=desk.since or now)

    return services().desks.change(seat.session, put, now)


def _carried(desk: Desk, visit: Visit, choices: Choices, book: RuleBook) -> Desk:
    """The desk on the newly read chart. An edit stays with its code; one that the chart now agrees with is done."""
    before = judge(replace(desk, minutes={}), book)
    fresh = replace(desk, visit=visit, choices=choices, minutes={}, stale=False, looked_back=False)
    after = judge(fresh, book)
    kept = _edits(desk, before, after)
    lost = len(desk.minutes) - len(kept) - _agreed(desk, after)
    seen = changes(desk.visit, visit, before, after) if desk.visit else ()
    told = (*seen, f"{lost} edited minutes had no place any more and were put aside.") if lost > 0 else seen
    return replace(fresh, minutes=kept, changes=told)


def _edits(desk: Desk, before: Judgement | None, after: Judgement | None) -> dict[str, int]:
    codes_before = codes_of(before)
    codes_after = codes_of(after)
    documented = after.documented if after else {}
    return {
        service: minutes
        for service, minutes in desk.minutes.items()
        if service in documented
        and codes_before.get(service) == codes_after.get(service)
        and documented[service] != minutes
    }


def _agreed(desk: Desk, after: Judgement | None) -> int:
    documented = after.documented if after else {}
    return sum(documented.get(service) == minutes for service, minutes in desk.minutes.items())


def _record(seat: Seat, visit: Visit) -> None:
    about = {"site": seat.site.id, "patient": visit.patient.id, "encounter": visit.encounter_id}
    services().ledger.opened(by=visit.user.reference, visit=mark_of(seat, visit), about=about, at=services().now())


def mark_of(seat: Seat, visit: Visit) -> str:
    """The name under which the ledger keeps what is sent for the visit's encounter."""
    return visit_mark(seat.launch.fhir_base, visit.patient.id, visit.encounter_id)
