"""The token answer, read tolerantly where servers differ and strictly where safety rests on it.

https://hl7.org/fhir/smart-app-launch/app-launch.html#response-5 and the launch context page
"""

from __future__ import annotations

import logging
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final

from chargeline_launch._documents import text
from chargeline_launch.active import Tokens
from chargeline_launch.vendors import Vendor

log = logging.getLogger("chargeline.launch")

FHIR_ID: Final = re.compile(r"[A-Za-z0-9\-.]{1,64}|[A-Za-z0-9\-._]{1,128}")
SHORT: Final = timedelta(seconds=300)  # when the server does not say how long
LONGEST: Final = timedelta(hours=24)


class BadTokenAnswer(ValueError):
    """A token answer that cannot be used; the message is the field's name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TokenAnswer:
    """What the server said, in our types. `scopes` None: it did not say, so what was asked for holds."""

    tokens: Tokens
    scopes: str | None
    id_token: str | None = field(default=None, repr=False)
    patient: str | None = None
    encounter: str | None = None
    appointment: str | None = None
    need_patient_banner: bool = True
    tenant: str | None = None
    intent: str | None = None
    style_url: str | None = None
    fhir_context: tuple[dict[str, str], ...] = ()


def read_token_answer(document: Mapping[str, Any], vendor: Vendor, now: datetime) -> TokenAnswer:
    """Raises BadTokenAnswer. Unknown fields are reported by name and otherwise ignored."""
    _report_unaccounted(document, vendor)
    if (text(document, "token_type") or "").lower() != "bearer":
        raise BadTokenAnswer("token_type")
    access_token = text(document, "access_token")
    if access_token is None or not access_token.isprintable() or " " in access_token:
        raise BadTokenAnswer("access_token")
    expires_at = now + _lifetime(document.get("expires_in"))
    refresh_token = text(document, "refresh_token")
    return TokenAnswer(
        tokens=Tokens(access_token=access_token, expires_at=expires_at, refresh_token=refresh_token),
        scopes=text(document, "scope"),
        id_token=text(document, "id_token"),
        patient=_id(document, "patient"),
        encounter=_id(document, "encounter"),
        appointment=_id(document, "appointment"),
        need_patient_banner=_banner(document.get("need_patient_banner")),
        tenant=text(document, "tenant"),
        intent=text(document, "intent"),
        style_url=_style_url(document),
        fhir_context=_fhir_context(document.get("fhirContext")),
    )


def _id(document: Mapping[str, Any], name: str) -> str | None:
    """A bare FHIR id. Anything else would end up in an address, so it is refused."""
    value = document.get(name)
    if value is None or value == "":
        return None
    if isinstance(value, str) and FHIR_ID.fullmatch(value):
        return value
    raise BadTokenAnswer(name)


def _lifetime(value: object) -> timedelta:
    """Seconds as a number or as digits; missing or senseless means short."""
    try:
        seconds = float(str(value))
    except ValueError:
        return SHORT
    return timedelta(seconds=seconds) if 0 < seconds <= LONGEST.total_seconds() else SHORT


def _banner(value: object) -> bool:
    """Some servers send the words; missing or unclear means that the patient must be shown."""
    return not (value is False or (isinstance(value, str) and value.strip().lower() == "false"))


def _style_url(document: Mapping[str, Any]) -> str | None:
    value = text(document, "smart_style_url")
    return value if value and value.startswith("https://") else None


def _fhir_context(value: object) -> tuple[dict[str, str], ...]:
    """Objects with text values (2.1 on) or bare reference strings (2.0). Absent role means `launch`."""
    items = value if isinstance(value, list) else []
    read = [{"reference": item} if isinstance(item, str) else item for item in items]
    told = [{k: v for k, v in item.items() if isinstance(v, str)} for item in read if isinstance(item, dict)]
    return tuple({**item, "role": item.get("role", "launch")} for item in told if item)


def _report_unaccounted(document: Mapping[str, Any], vendor: Vendor) -> None:
    """Names only, and only when they look like names."""
    unknown = sorted(name for name in document if name not in vendor.token_fields)
    if unknown:
        shown = [name if re.fullmatch(r"[A-Za-z_.]{1,40}", name) else "(unprintable)" for name in unknown]
        log.info("token answer vendor=%s carries fields that no table accounts for: %s", vendor.name, " ".join(shown))
