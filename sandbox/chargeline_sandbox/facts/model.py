"""The shapes of a personality's facts."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

Reason = Literal[
    "no-token",
    "scope",
    "unknown-type",
    "interaction",
    "missing-param",
    "unknown-param",
    "bad-param",
    "not-found",
    "gone",
    "accept",
    "media",
    "bad-json",
    "invalid",
    "stale",
    "no-if-match",
    "multiple",
    "page-expired",
    "server",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class RefusalFacts:
    """How one refusal looks: its status, its body's form, the issue code, Epic's own number."""

    status: int
    body: Literal["outcome", "text", "html", "empty"] = "outcome"
    issue: str = "processing"
    severity: Literal["error", "fatal"] = "error"
    number: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ResourceFacts:
    """What is advertised for one resource type; what is absent here is refused.

    `required`: a search must carry all parameters of at least one of these groups (empty: no demand).
    `operations`: operation name to the definition that the CapabilityStatement names.
    """

    interactions: tuple[str, ...]
    search: tuple[str, ...] = ()
    required: tuple[tuple[str, ...], ...] = ()
    operations: Mapping[str, str] = field(default_factory=dict)
    dates_need_prefix: bool = False

    def letters(self) -> frozenset[str]:
        """The scope letters that can mean anything here (an operation counts as writing)."""
        by = {"read": "r", "vread": "r", "create": "c", "update": "u", "delete": "d", "search-type": "s"}
        found = {by[name] for name in self.interactions if name in by}
        return frozenset(found | ({"c"} if self.operations else set()))


def table(
    interactions: str, search: str, required: tuple[tuple[str, ...], ...] = (), *, prefix: bool = False
) -> ResourceFacts:
    """One type's facts in a row: interactions by letter ("rs"), search parameters, and `prefix` for dates with one."""
    names = {"r": "read", "s": "search-type", "c": "create", "u": "update"}
    return ResourceFacts(
        interactions=tuple(names[letter] for letter in interactions),
        search=tuple(search.split()),
        required=required,
        dates_need_prefix=prefix,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Personality:
    """One EHR's facts. `issuer` and `openid_issuer` are paths below the EHR's own root.

    `launch_bytes`: how long a launch token is (Epic's are JWTs that make long URLs). Empty
    `observation_categories`: all; otherwise only these can be read (Oracle has no therapy flowsheets).
    """

    name: str
    title: str
    software: str
    resources: Mapping[str, ResourceFacts]
    refusals: Mapping[Reason, RefusalFacts]
    system_interactions: tuple[str, ...] = ()
    formats: tuple[str, ...] = ("json", "application/fhir+json")
    # Discovery and OAuth
    issuer: str = ""
    openid_issuer: str = ""
    smart_capabilities: tuple[str, ...]
    grant_types: tuple[str, ...]
    auth_methods: tuple[str, ...]
    scopes_supported: tuple[str, ...] = ()
    wildcard_scopes: bool
    openid_beside_fhir: bool = False
    token_seconds: int
    refresh: Literal["rotates", "stays"]
    refresh_for_public: bool = True
    banner: bool | str
    echoes_state: bool = False
    fhir_user: Literal["relative", "absolute"] = "absolute"
    invalid_client_status: int = 401
    error_uri: bool = False
    launch_bytes: int = 24
    # FHIR
    accept_required: bool = False
    metadata_xml: bool = False
    conditional_create: bool = False
    update_needs_if_match: bool = False
    etag_on_create: bool = True
    prefer_honoured: bool = False
    relative_location: bool = False
    unknown_param: Literal["ignored", "refused", "warned"]
    outcome_entries: bool = False
    paging: Literal["offset", "session", "context"]
    default_count: int
    max_count: int
    problem_list_with_encounter: bool = False
    binary_needs_document_scope: bool = False
    # Data
    unsigned_notes: Literal["hidden", "visible"]
    id_style: Literal["name", "number", "opaque"]
    instants: Literal["offset", "utc", "utc-millis"]
    note_formats: tuple[str, ...] = ()
    observation_categories: tuple[str, ...] = ()
    request_id_header: bool = False
    practitioner_role: bool = True
    error_system: str | None = None
