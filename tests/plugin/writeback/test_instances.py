"""More than one of us: a database restored from a backup, instances whose clocks are apart, two clinicians at once."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from chargeline_plugin.ledger.ledger import Ledger, open_ledger
from chargeline_plugin.ledger.verify import verify
from chargeline_plugin.writeback.outcome import Refused

SKEW = timedelta(minutes=10)


def held(clinic):
    """Charges, or worksheets, that the EHR holds."""
    return [*clinic.ehr.charges, *clinic.ehr.stored["DocumentReference"].values()]


def another(clinic, file: Path) -> Ledger:
    """The same ledger, or a copy of it, opened by another process."""
    return open_ledger(f"sqlite:///{file}", clinic.ledger.seal)


@contextmanager
def over(clinic, ledger: Ledger) -> Iterator[None]:
    """The clinic works over another ledger for a while."""
    before = clinic.ledger, clinic.means
    clinic.ledger, clinic.means = ledger, replace(clinic.means, ledger=ledger)
    yield
    clinic.ledger, clinic.means = before


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "ledger.sqlite3"


@pytest.mark.parametrize("vendor", ["generic", "oracle", "epic"])
def test_after_a_restored_backup_the_ehr_is_asked_and_nothing_goes_out_twice(build, file, tmp_path, vendor):
    """The backup is of before the click. Where the EHR keeps our reference it is found by it, else it is shown."""
    clinic = build(vendor)
    backup = tmp_path / "backup.sqlite3"
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("VACUUM INTO ?", (str(backup),))
    preview = clinic.preview()
    assert clinic.click(preview).outcomes[0].state == "written"
    with over(clinic, another(clinic, backup)):
        result = clinic.click(preview)
        if vendor == "oracle":
            assert result == Refused(code="charge_appeared", lines=("2026-11-23:PT:97110:plain:1",))
        else:
            assert [(o.state, o.read_back) for o in result.outcomes] == [("written", "as_confirmed")]
        assert verify(clinic.ledger).findings == ()
    assert len(held(clinic)) == 1


@pytest.mark.parametrize("vendor", ["generic", "oracle", "epic"])
def test_an_instance_whose_clock_is_ahead_does_not_send_what_another_is_sending(build, file, vendor):
    """It takes the other's row for interrupted; the answer that comes late proves it written all the same."""
    clinic, ahead = build(vendor), []
    preview, send = clinic.preview(), clinic.means.writer.send
    other = another(clinic, file)

    def meanwhile(*given):
        clinic.means.writer.send = send
        if not ahead:
            ahead.append("")
            with over(clinic, other):
                clinic.means = replace(clinic.means, now=lambda: clinic.moment + SKEW)
                ahead[0] = clinic.click(preview).outcomes[0].state
        return send(*given)

    clinic.means.writer.send = meanwhile
    assert clinic.click(preview).outcomes[0].state == "written"
    assert ahead == ["unknown"]
    assert len(held(clinic)) == 1
    assert clinic.states() == ["verified-written"]
    assert verify(clinic.ledger).findings == ()


@pytest.mark.parametrize("vendor", ["generic", "oracle", "epic"])
def test_an_instance_whose_clock_is_behind_waits_for_what_another_is_sending(build, file, vendor):
    clinic, behind = build(vendor), []
    preview, send = clinic.preview(), clinic.means.writer.send
    other = another(clinic, file)

    def meanwhile(*given):
        clinic.means.writer.send = send
        if not behind:
            behind.append("")
            with over(clinic, other):
                clinic.means = replace(clinic.means, now=lambda: clinic.moment - SKEW)
                behind[0] = clinic.click(preview).outcomes[0].code
        return send(*given)

    clinic.means.writer.send = meanwhile
    assert clinic.click(preview).outcomes[0].state == "written"
    assert behind == ["held_by_another"]
    assert len(held(clinic)) == 1
    assert clinic.states() == ["written"]
    assert verify(clinic.ledger).findings == ()
