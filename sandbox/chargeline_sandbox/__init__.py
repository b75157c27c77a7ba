"""A stand-in EHR: SMART App Launch authorization server, FHIR R4 store and chart pages, in one process.

It knows nothing of any app but a launch URL and registered clients, and it is strict where real EHRs are
strict. Three personalities (`generic`, `oracle`, `epic`) are tables of facts in `facts/`.

For a test, in this process:

    from chargeline_sandbox import Config, Fault, demo_clients, running

    config = Config(clients=demo_clients(["http://localhost:5000/callback"]))
    with running(config) as sandbox:
        visit = sandbox.visit("generic", "knee-replacement")       # ids of one story's encounter
        link = sandbox.launch("generic", visit)                    # LaunchLink(iss, launch, url)
        token = sandbox.token("generic", visit, "user/Encounter.rs")   # a token without the OAuth dance
        sandbox.faults.add(Fault(kind="status", status=503, path="/generic/fhir/Binary/*"))
        sandbox.clock.advance(61)                                   # seconds, for codes and tokens

Names: `Config`, `Client`, `demo_clients`, `load_clients`, `BadConfig`; `create_sandbox(config) -> Flask`;
`running(config) -> Sandbox` (context manager; a real server on a free port); `Sandbox.url`, `.iss(name)`,
`.visits(name)`, `.visit(name, story)`, `.tagged(name, tag)`, `.launch(...)`, `.token(...)`, `.store(name)`,
`.chart_url(...)`, `.faults`, `.clock`, `.site`; `Fault` (its kinds: `faults/model.py`); `Visit`, `LaunchLink`.
Over HTTP the same faults are `POST /_control/faults` (JSON of a Fault), `GET` and `DELETE` there,
`POST /_control/clock` with `{"advance": seconds}`, `POST /_control/keys` to rotate the signing key,
`POST /_control/launch` with `{"ehr": ..., "story": ...}`, and `GET /_control/visits`.
"""

from chargeline_sandbox.app import create_sandbox
from chargeline_sandbox.config import BadConfig, Client, Config, demo_clients, load_clients
from chargeline_sandbox.faults import Fault
from chargeline_sandbox.server import Sandbox, running
from chargeline_sandbox.site import LaunchLink, Visit

__all__ = [
    "BadConfig",
    "Client",
    "Config",
    "Fault",
    "LaunchLink",
    "Sandbox",
    "Visit",
    "create_sandbox",
    "demo_clients",
    "load_clients",
    "running",
]
