"""What outlives a request, and what must not."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from chargeline_launch import ActiveLaunch, FailureCode, LaunchFailure, PendingLaunch, Seal, Store, new_key, open_engine

BROWSER = "browser-of-the-clinician"


@pytest.fixture
def rows(store) -> Callable[[str], list[tuple[object, ...]]]:
    """What lies in the database, read behind the store's back."""

    def read(query: str) -> list[tuple[object, ...]]:
        with store.engine.connect() as connection:
            return [tuple(row) for row in connection.exec_driver_sql(query)]

    return read


@pytest.fixture
def session(flow, site, store) -> str:
    return store.open_session(flow.active(site), BROWSER)


def code(outcome: object) -> FailureCode:
    assert isinstance(outcome, LaunchFailure), outcome
    return outcome.code


def test_a_pending_launch_comes_back_as_it_went_in(flow, site, store) -> None:
    """Whatever its site, scopes and addresses."""
    pending = flow.begin(site, launch="a+/=% &b")
    store.put_pending(pending)
    assert store.pending(pending.id, BROWSER) == pending


def test_an_active_launch_comes_back_as_it_went_in(flow, site, store) -> None:
    """Tokens, context and all."""
    active = flow.active(site)
    assert store.session(store.open_session(active, BROWSER), BROWSER) == active


def test_nothing_secret_is_readable_in_the_database_file(flow, site, store, session, rows) -> None:
    """State, verifier, nonce, launch, tokens, patient and browser: hashed or sealed.

    The refresh token is short: what is sealed holds its three letters by chance, in quotes only where it is readable.
    """
    pending = flow.begin(site, launch="launch-canary")
    store.put_pending(pending)
    found = rows("SELECT * FROM launch_pending") + rows("SELECT * FROM launch_session")
    stored = repr(found)
    secrets = (
        pending.state,
        pending.code_verifier,
        pending.nonce,
        "launch-canary",
        '"r-1"',
        "'r-1'",
        "FAKE",
        "pat-1",
        "enc-1",
        BROWSER,
    )
    assert len(found) == 2
    assert not [secret for secret in secrets if secret in stored]


def test_a_used_launch_leaves_no_secret_behind(flow, site, store, rows) -> None:
    """Only the fact that it was used, for an hour."""
    pending = flow.begin(site)
    store.put_pending(pending)
    store.take_pending(flow.callback(pending))
    assert rows("SELECT sealed FROM launch_pending") == [(b"",)]


def test_another_browser_with_a_stolen_path_sees_nothing(store, session) -> None:
    """The path chooses the session, the cookie proves the browser."""
    assert code(store.session(session, "browser-of-a-stranger")) == FailureCode.SESSION_UNKNOWN
    assert code(store.session(session, "")) == FailureCode.SESSION_UNKNOWN
    assert isinstance(store.session(session, BROWSER), ActiveLaunch)


def test_every_launch_gets_a_session_of_its_own(flow, site, store) -> None:
    """No id is ever taken from the browser, so none can be fixed beforehand; two tabs do not share."""
    sessions = {store.open_session(flow.active(site), BROWSER) for _ in range(3)}
    assert len(sessions) == 3
    assert min(len(session) for session in sessions) >= 32


def test_two_patients_in_two_tabs_of_one_browser_never_mix(flow, site, store) -> None:
    """Each path keeps its own."""
    first = store.open_session(flow.active(site), BROWSER)
    flow.ehr.answer["patient"] = "pat-2"
    second = store.open_session(flow.active(site), BROWSER)
    assert [store.session(session, BROWSER).patient for session in (first, second, first)] == [
        "pat-1",
        "pat-2",
        "pat-1",
    ]


def test_a_later_launch_from_the_same_site_in_the_same_browser_is_told(flow, site, store, clock) -> None:
    """So that a page that stayed open can say that the EHR shows another patient by now."""
    first = store.open_session(flow.active(site), BROWSER)
    assert store.newest(first, BROWSER) is None
    clock.pass_(seconds=1)
    flow.ehr.answer["patient"] = "pat-2"
    second = store.open_session(flow.active(site), BROWSER)
    store.open_session(flow.active(site), "another-browser")
    assert store.newest(first, BROWSER).active.patient == "pat-2"
    assert store.newest(second, BROWSER) is None
    clock.pass_(seconds=1)
    flow.ehr.answer["patient"] = "pat-3"
    third = store.open_session(flow.active(site), BROWSER)
    assert store.newest(first, BROWSER).active.patient == "pat-3"
    store.sessions.forget(third)
    assert store.newest(first, BROWSER).active.patient == "pat-2"


def test_looking_at_a_session_does_not_keep_it_awake(store, session, clock) -> None:
    """A page that asks by itself every minute must still idle out."""
    for _ in range(29):
        clock.pass_(minutes=1)
        assert isinstance(store.session(session, BROWSER, wake=False), ActiveLaunch)
    clock.pass_(minutes=1)
    assert code(store.session(session, BROWSER, wake=False)) == FailureCode.SESSION_IDLE


def test_an_idle_session_is_wiped_after_thirty_minutes(store, session, clock, rows) -> None:
    """One second less and it is there; asking keeps it awake."""
    clock.pass_(minutes=29, seconds=59)
    assert isinstance(store.session(session, BROWSER), ActiveLaunch)
    clock.pass_(minutes=29, seconds=59)
    assert isinstance(store.session(session, BROWSER), ActiveLaunch)
    clock.pass_(minutes=30)
    assert code(store.session(session, BROWSER)) == FailureCode.SESSION_IDLE
    assert rows("SELECT sealed FROM launch_session") == [(b"",)]


def test_a_session_ends_after_twelve_hours_however_busy(store, session, clock) -> None:
    """Kept awake every 20 minutes."""
    for _ in range(35):
        clock.pass_(minutes=20)
        assert isinstance(store.session(session, BROWSER), ActiveLaunch)
    clock.pass_(minutes=20)
    assert code(store.session(session, BROWSER)) == FailureCode.SESSION_EXPIRED


def test_the_sweep_wipes_what_idles_and_deletes_what_is_over(flow, site, store, session, clock, rows) -> None:
    """Launches an hour after they expired, sessions at their end."""

    def counted() -> tuple[object, ...]:
        return tuple(rows(f"SELECT count(*) FROM {table}")[0][0] for table in ("launch_pending", "launch_session"))

    store.put_pending(flow.begin(site))
    clock.pass_(minutes=31)
    store.sweep()
    assert counted() == (1, 1)
    assert code(store.session(session, BROWSER)) == FailureCode.SESSION_IDLE
    clock.pass_(minutes=40)
    store.sweep()
    assert counted() == (0, 1)
    clock.pass_(hours=11)
    store.sweep()
    assert counted() == (0, 0)


def test_launches_that_nobody_finishes_do_not_pile_up(flow, site, store, clock, rows) -> None:
    """Beginning one sweeps those that are long over."""
    for _ in range(5):
        store.put_pending(flow.begin(site))
    clock.pass_(hours=2)
    store.put_pending(flow.begin(site))
    assert rows("SELECT count(*) FROM launch_pending") == [(1,)]


def test_instances_that_start_together_make_the_tables_once(database_url, seal, site, clock) -> None:
    """Whoever comes second finds them."""
    stores = [Store(open_engine(database_url), seal, {site.id: site}, clock=clock) for _ in range(8)]
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(Store.create_tables, stores))
    assert {code(each.session("none", BROWSER)) for each in stores} == {FailureCode.SESSION_UNKNOWN}
    for each in stores:
        each.engine.dispose()


def reopened(store: Store, keys: list[str], clock) -> Store:
    return Store(store.engine, Seal(keys), store.sites, clock=clock)


def test_a_seal_key_is_rotated_without_losing_a_session(database_url, flow, site, clock) -> None:
    """New key first, old key second; the old one can go once every session has ended."""
    old, new = new_key(), new_key()
    first = Store(open_engine(database_url), Seal([old]), {site.id: site}, clock=clock)
    first.create_tables()
    active = flow.active(site)
    session = first.open_session(active, BROWSER)
    assert code(reopened(first, [new], clock).session(session, BROWSER)) == FailureCode.SESSION_UNREADABLE
    both = reopened(first, [new, old], clock)
    assert both.session(session, BROWSER) == active
    later = both.open_session(active, BROWSER)
    assert reopened(first, [new], clock).session(later, BROWSER) == active
    first.engine.dispose()


def test_a_pending_launch_sealed_with_a_lost_key_fails_by_name(flow, site, store, clock) -> None:
    """It is not taken for a foreign state."""
    pending = flow.begin(site)
    store.put_pending(pending)
    assert code(reopened(store, [new_key()], clock).pending(pending.id, BROWSER)) == FailureCode.SESSION_UNREADABLE


def test_a_launch_goes_on_in_a_new_window_by_a_one_time_word(flow, site, store) -> None:
    """Where the frame keeps no cookie: the new window's browser takes over, the old one is out."""
    pending = flow.begin(site)
    store.put_pending(pending)
    word = store.hand_over(pending.id)
    taken = store.take_over(word, "browser-of-the-window")
    assert isinstance(taken, PendingLaunch)
    assert replace(taken, browser_hash=pending.browser_hash) == pending
    assert code(store.pending(pending.id, BROWSER)) == FailureCode.BROWSER_OTHER
    assert isinstance(store.take_pending(flow.callback(pending, browser="browser-of-the-window")), PendingLaunch)


@pytest.mark.parametrize("first", ["word", "state"])
def test_a_launch_whose_state_is_known_to_a_browser_is_not_handed_over(flow, site, store, first) -> None:
    """Else whoever began it could log in, keep the code, and have somebody else's browser finish with it."""
    pending = flow.begin(site)
    store.put_pending(pending)
    if first == "word":
        word = store.hand_over(pending.id)
        assert isinstance(store.pending(pending.id, BROWSER), PendingLaunch)
        assert code(store.take_over(word, "victim")) == FailureCode.STATE_EXPIRED
    else:
        assert isinstance(store.pending(pending.id, BROWSER), PendingLaunch)
        assert code(store.hand_over(pending.id)) == FailureCode.STATE_USED
    assert isinstance(store.pending(pending.id, BROWSER), PendingLaunch), "a page that is loaded again"


def test_a_handover_word_works_once_and_for_a_minute(flow, site, store, clock) -> None:
    """Nor is a second one given for the same launch, so that there is never a loop."""
    pending, late = flow.begin(site), flow.begin(site)
    for each in (pending, late):
        store.put_pending(each)
    word, late_word = store.hand_over(pending.id), store.hand_over(late.id)
    assert code(store.hand_over(pending.id)) == FailureCode.STATE_USED
    clock.pass_(seconds=59)
    assert isinstance(store.take_over(word, "w"), PendingLaunch)
    assert code(store.take_over(word, "thief")) == FailureCode.STATE_EXPIRED
    clock.pass_(seconds=1)
    assert code(store.take_over(late_word, "w")) == FailureCode.STATE_EXPIRED
    assert code(store.take_over("made-up", "w")) == FailureCode.STATE_UNKNOWN
