"""`chargeline-app demo`: a stand-in EHR with synthetic therapy patients, and the app inside its chart page.

The stand-in runs in its own process and on another host name than the app, as a real EHR does. Everything the
demo keeps lives in a folder that goes when it ends.
"""

from __future__ import annotations

import argparse
import json
import os
import socket
import subprocess
import sys
import tempfile
import uuid
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from joserfc.jwk import ECKey

from chargeline_launch.seal import new_key
from chargeline_plugin.serve import CannotServe, app_for, listen, serve

APP_HOST = "localhost"
EHR_HOST = "127.0.0.1"
KEY_ID = "demo-1"
SECRET = "demo-secret-of-the-stand-in-ehr"  # noqa: S105 - published by the stand-in, whose patients are synthetic
ORACLE_TENANT = uuid.uuid5(uuid.NAMESPACE_URL, "stand-in/oracle")
ID_TOKEN_ISSUERS = {
    "generic": "/generic/fhir",
    "oracle": f"/oracle/tenants/{ORACLE_TENANT}/oidc/idsps/{ORACLE_TENANT}/",
    "epic": "/epic/oauth2",
}
CLIENTS = {
    "generic": 'id = "chargeline-public", kind = "public"',
    "oracle": 'id = "chargeline-secret", kind = "secret", secret_env = "CHARGELINE_DEMO_SECRET"',
    "epic": f'id = "chargeline-key", kind = "key", key_file = "client.pem", alg = "ES384", kid = "{KEY_ID}"',
}
WRITES = {
    "generic": ('"write-charge", "amend-charge", "write-trail"', "charge = true"),
    "oracle": (
        '"write-charge", "amend-charge"',
        f"""charge = true
[sites.demo-oracle.write.bill_codes]
source_id = "{ORACLE_TENANT}"
schedules = {{ CPT = "615214", MODIFIER = "3692", ICD = "3693" }}""",
    ),
    "epic": ('"write-note"', "draft_note = true"),
}
"""Each site's features for writing, and its write table: a charge where the EHR takes one, else a draft note."""

PAYERS = {
    "MEDICARE PART B": "medicare-part-b",
    "SUMMIT HEALTH MEDICARE ADVANTAGE": "medicare-advantage",
    "NORTHLAKE BLUE PPO": "commercial-ama",
    "STATE MEDICAID PLAN": "medicaid",
}
"""By exact name; HARBOR MUTUAL BENEFIT TRUST is left out on purpose: an unknown payer is a question."""


def run(options: argparse.Namespace) -> int:
    """Start both, say where the chart is, and stop both when interrupted."""
    port, ehr_port = free_port(options.port), free_port(options.ehr_port)
    with tempfile.TemporaryDirectory(prefix="chargeline-demo-") as folder:
        home = Path(folder)
        app = app_for(write_sites(home, port, ehr_port))
        with stand_in_ehr(home, port, ehr_port) as chart:
            print(f"\nOpen the chart: {chart}/\n", flush=True)
            print("Choose a patient, then press Open Chargeline in the chart. Ctrl-C stops the demo.", flush=True)
            serve(listen(app, EHR_HOST, port))
    return 0


def free_port(wanted: int) -> int:
    """The wanted port, or any free one when something else listens there."""
    for candidate in (wanted, 0):
        with closing(socket.socket()) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((EHR_HOST, candidate))
            except OSError:
                print(f"Port {wanted} is in use; taking another.", flush=True)
                continue
            return int(probe.getsockname()[1])
    raise CannotServe("No free port on this machine.")


def write_sites(home: Path, port: int, ehr_port: int) -> Path:
    """The demo's site file and its keys: one site a personality, one kind of client each."""
    key = ECKey.generate_key("P-384", {"kid": KEY_ID, "use": "sig", "alg": "ES384"})
    write_private(home / "keys", new_key())
    write_private(home / "client.pem", key.as_pem(private=True).decode())
    (home / "jwks.json").write_text(json.dumps({"keys": [key.as_dict(private=False)]}))
    os.environ["CHARGELINE_DEMO_SECRET"] = SECRET
    path = home / "sites.toml"
    app = f'[app]\nbase_url = "http://{APP_HOST}:{port}"\ndatabase = "sqlite:///demo.sqlite3"\nkey_file = "keys"\n'
    path.write_text(app + "".join(_site(name, f"http://{EHR_HOST}:{ehr_port}") for name in CLIENTS))
    return path


def write_private(path: Path, text: str) -> None:
    """A file that only its owner may read, from its first byte on."""
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(text)


def _site(name: str, ehr: str) -> str:
    features, write = WRITES[name]
    site = f"""
[sites.demo-{name}]
name = "Demo clinic ({name})"
iss = "{ehr}/{name}/fhir"
vendor = "{name}"
development = true
id_token_issuers = ["{ehr}{ID_TOKEN_ISSUERS[name]}"]
time_zone = "America/Chicago"
frame_ancestors = ["{ehr}"]
features = ["read", {features}]
setting = "office"
client = {{ {CLIENTS[name]} }}
[sites.demo-{name}.write]
{write}
"""
    rows = (f'[[sites.demo-{name}.payers]]\nname = "{payer}"\npolicy = "{PAYERS[payer]}"\n' for payer in PAYERS)
    return site + "".join(rows)


@contextmanager
def stand_in_ehr(home: Path, port: int, ehr_port: int) -> Iterator[str]:
    """The stand-in EHR in a process of its own: its address once it answers; stopped at the end."""
    app = f"http://{APP_HOST}:{port}"
    command = [sys.executable, "-m", "chargeline_sandbox", "--host", EHR_HOST, "--port", str(ehr_port)]
    command += ["--app-launch-url", f"{app}/launch", "--redirect-uri", f"{app}/callback", "--app-title", "Chargeline"]
    command += ["--jwks-file", str(home / "jwks.json")]
    log = home / "ehr.log"
    with log.open("w") as errors:
        process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=errors, text=True)
        try:
            address = process.stdout.readline().strip() if process.stdout else ""
            if not address:
                raise CannotServe(f"The stand-in EHR did not start:\n{log.read_text()[-2000:]}")
            yield address
        finally:
            process.terminate()
            process.wait(timeout=10)
