"""The whole state of a running stand-in EHR: one `Ehr` per personality, the clock, the key, the faults."""

import uuid
from dataclasses import dataclass, field
from datetime import date, datetime
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from chargeline_sandbox.clock import Clock
from chargeline_sandbox.config import Client, Config
from chargeline_sandbox.facts import PERSONALITIES, Personality
from chargeline_sandbox.faults import Fault, Faults, kept
from chargeline_sandbox.fhir.outcomes import Json
from chargeline_sandbox.fhir.remote import RemoteStore, Server
from chargeline_sandbox.fhir.store import Page, Store
from chargeline_sandbox.oauth.grants import Context, Grants
from chargeline_sandbox.oauth.identity import Signer

BEHIND = "generic"  # the personality that a real FHIR server can stand behind: the one without quirks of its own


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """One encounter of the synthetic data, found by its story's name. All are ids without their types.

    `user` is the clinician who treats; `notes` are this visit's own, oldest first. No `encounter`: the chart
    opens on this patient without one.
    """

    story: str
    tags: frozenset[str]
    patient: str
    encounter: str | None
    user: str
    notes: tuple[str, ...] = ()


@dataclass(slots=True, kw_only=True)
class ChartNote:
    """What the chart knows of a note beyond its DocumentReference: its text as written, before rendering.

    `from_app` marks a note that an app wrote: it stays visible to apps even when it is not signed.
    """

    text: str
    format: str
    from_app: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class LaunchLink:
    """A fresh EHR launch: open `url` in the app, or use `iss` and `launch` oneself."""

    iss: str
    launch: str
    url: str | None


class Ehr:
    """One personality with its data and its grants."""

    def __init__(self, facts: Personality, site: "Site") -> None:
        self.facts, self.site, self.name = facts, site, facts.name
        self.store = site.store_of(facts)
        self.grants = Grants(clock=site.clock)
        self.visits: dict[str, Visit] = {}
        self.notes: dict[str, ChartNote] = {}
        self.pages: dict[str, Page] = {}
        self.held: dict[tuple[str, str], float] = {}
        self.unsigned_notes = site.config.unsigned_notes.get(facts.name, facts.unsigned_notes)
        self.tenant = str(uuid.uuid5(uuid.NAMESPACE_URL, f"stand-in/{facts.name}"))

    @property
    def root(self) -> str:
        """The address below which everything of this EHR lives."""
        return f"{self.site.origin}/{self.name}"

    @property
    def base(self) -> str:
        """The FHIR base, which is the `iss` of a launch."""
        return f"{self.root}/fhir"

    @property
    def issuer(self) -> str:
        """The issuer that smart-configuration names."""
        return self.root + self.facts.issuer.format(tenant=self.tenant)

    @property
    def openid_issuer(self) -> str:
        """The issuer that id_tokens name (Oracle's differs from the one above)."""
        return self.root + self.facts.openid_issuer.format(tenant=self.tenant)

    @property
    def token_url(self) -> str:
        """The token endpoint."""
        return f"{self.root}/oauth/token"

    def keep(self, resource: Json, fault: Fault | None = None) -> Json:
        """Store what an app wrote, as a fault may have it; returns the first resource kept."""
        now = self.site.clock.seconds()
        found = [self.store.put(one) for one in kept.versions(fault, resource)]
        until = kept.hidden_until(fault, now)
        if until is not None:
            self.held |= {(one["resourceType"], one["id"]): until for one in found}
        return found[0]

    def hidden(self, resource: Json) -> bool:
        """Whether apps must not see this: a held write, or a note not yet signed where the site hides those."""
        if self.held.get((resource["resourceType"], resource["id"]), 0.0) > self.site.clock.seconds():
            return True
        if self.unsigned_notes == "visible" or resource.get("resourceType") != "DocumentReference":
            return False
        note = self.notes.get(resource["id"])
        return resource.get("docStatus") == "preliminary" and not (note and note.from_app)

    def launch(
        self, *, user: str, patient: str | None, encounter: str | None = None, app: str | None = None
    ) -> LaunchLink:
        """Open a launch for what `user` has on the screen. `app` overrides the configured launch URL."""
        context = Context(user=user, patient=patient, encounter=encounter)
        token = self.grants.open_launch(context, self.facts.launch_bytes)
        address = app or self.site.config.app_launch_url
        joint = "&" if address and "?" in address else "?"
        query = urlencode({"iss": self.base, "launch": token})
        url = f"{address}{joint}{query}" if address else None
        return LaunchLink(iss=self.base, launch=token, url=url)


@dataclass(slots=True)
class Site:
    """The stand-in EHR. `origin` is known once the server is bound."""

    config: Config
    origin: str = "http://127.0.0.1"
    clock: Clock = field(default_factory=Clock)
    signer: Signer = field(default_factory=Signer)
    faults: Faults = field(default_factory=Faults)
    clients: dict[str, Client] = field(default_factory=dict)
    ehrs: dict[str, Ehr] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.clients = {client.id: client for client in self.config.clients}
        self.ehrs = {name: Ehr(facts, self) for name, facts in PERSONALITIES.items()}

    def store_of(self, facts: Personality) -> Store:
        """Where a personality's resources are: in memory, or on the real server behind the one that is like it."""
        if self.config.fhir and facts.name == BEHIND:
            return RemoteStore(self.clock, facts.id_style, Server(self.config.fhir, self.config.fhir_token))
        return Store(self.clock, facts.id_style)

    @property
    def zone(self) -> ZoneInfo:
        """The site's time zone."""
        return ZoneInfo(self.config.time_zone)

    @property
    def today(self) -> date:
        """The local day that the synthetic visits are dated from."""
        return self.config.today or datetime.now(self.zone).date()
