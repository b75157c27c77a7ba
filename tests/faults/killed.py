"""One click on two lines in a process that is killed (SIGKILL) at a named step: nothing is unwound, nothing is flushed.

`python -m tests.faults.killed DATABASE KEY EHR STEP`; without STEP the click goes through.
"""

from __future__ import annotations

import os
import signal
import sys
from dataclasses import replace

from tests.faults.clinic import a_line, a_report, open_clinic
from tests.faults.ehr import BASE, Relay

from chargeline_launch.seal import Seal
from chargeline_plugin.fhir.transport import Transport
from chargeline_plugin.fhir.write import Writer
from chargeline_plugin.ledger.ledger import open_ledger


def main(database: str, key: str, ehr: str, step: str = "") -> None:
    """Click against the EHR at `ehr`, and die at `step`."""

    def die(passing: str) -> None:
        if passing == step:
            os.kill(os.getpid(), signal.SIGKILL)

    transport = Transport(threads=4)
    clinic = open_clinic("generic", open_ledger(database, Seal([key])), transport)
    transport.session.mount("https://", Relay(ehr))
    writer = Writer(BASE, lambda: "token", session=transport.session, step=die)
    clinic.means = replace(clinic.means, step=die, writer=writer)
    clinic.click(clinic.preview(a_report(a_line("97110"), a_line("97140"))))
    transport.close()


if __name__ == "__main__":
    main(*sys.argv[1:])
