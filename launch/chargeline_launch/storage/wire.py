"""Launches as bytes for sealing and back. What storage returns is parsed, never trusted blindly."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from typing import Any

from chargeline_launch.active import ActiveLaunch, Tokens
from chargeline_launch.pending import AuthorizeRequest, PendingLaunch
from chargeline_launch.sites import Site

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def milliseconds(at: datetime) -> int:
    """An instant as epoch milliseconds."""
    return int((at - EPOCH) / timedelta(milliseconds=1))


def pending_to_bytes(pending: PendingLaunch) -> bytes:
    """Everything but the site, which is the site file's to know."""
    plain = {name: getattr(pending, name) for name in pending.__slots__ if name not in ("site", "authorize")}
    return json.dumps({**plain, "authorize": asdict(pending.authorize)}, default=datetime.isoformat).encode()


def pending_from_bytes(data: bytes, site: Site) -> PendingLaunch:
    """Back into a pending launch of its site."""
    read: dict[str, Any] = json.loads(data)
    request = read.pop("authorize")
    fields = tuple((name, value) for name, value in request.pop("fields"))
    return PendingLaunch(
        site=site, authorize=AuthorizeRequest(**request, fields=fields), **_times(read, "begun_at", "expires_at")
    )


def active_to_bytes(active: ActiveLaunch) -> bytes:
    """An active launch with its tokens."""
    return json.dumps(asdict(active), default=datetime.isoformat).encode()


def active_from_bytes(data: bytes) -> ActiveLaunch:
    """Back into an active launch."""
    read: dict[str, Any] = json.loads(data)
    tokens = Tokens(**_times(read.pop("tokens"), "expires_at"))
    context = tuple(read.pop("fhir_context"))
    return ActiveLaunch(tokens=tokens, fhir_context=context, **read)


def _times(read: Mapping[str, Any], *names: str) -> dict[str, Any]:
    return {name: datetime.fromisoformat(value) if name in names else value for name, value in read.items()}
