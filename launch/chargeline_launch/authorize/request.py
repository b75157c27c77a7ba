"""The authorization request, as a URL and as a form.

https://hl7.org/fhir/smart-app-launch/app-launch.html#obtain-authorization-code
"""

from __future__ import annotations

from typing import Literal

from authlib.common.urls import add_params_to_uri

from chargeline_launch.discovery import SmartConfiguration
from chargeline_launch.pending import AuthorizeRequest
from chargeline_launch.sites import Site
from chargeline_launch.vendors import VENDORS

from .pkce import Secrets, challenge

LONGEST_URL = 2_000
"""Characters that every browser, proxy and shell in between can be trusted to pass on."""


def authorize_request(
    site: Site, metadata: SmartConfiguration, secrets: Secrets, *, scopes: str, aud: str, launch: str | None
) -> AuthorizeRequest:
    """Both methods of the same request, and which to prefer. `launch` None: standalone."""
    fields = (
        ("response_type", "code"),
        ("client_id", site.client.id),
        ("redirect_uri", site.redirect_uri),
        *((("launch", launch),) if launch is not None else ()),
        ("scope", scopes),
        ("state", secrets.state),
        ("aud", aud),
        ("nonce", secrets.nonce),
        ("code_challenge", challenge(secrets.code_verifier)),
        ("code_challenge_method", "S256"),
    )
    url = str(add_params_to_uri(metadata.authorization_endpoint, fields))
    return AuthorizeRequest(
        url=url,
        action=metadata.authorization_endpoint,
        fields=fields,
        prefer=_prefer(site, metadata, long=len(url) > LONGEST_URL, from_ehr=launch is not None),
    )


def _prefer(site: Site, metadata: SmartConfiguration, *, long: bool, from_ehr: bool) -> Literal["GET", "POST"]:
    """POST for what is too long for an address, or where the site wants it, if the EHR takes it for this launch.

    A redirect is the surer way elsewhere: an EHR's login loses its own SameSite cookies to a form from another site.
    https://hl7.org/fhir/smart-app-launch/scopes-and-launch-context.html ("avoids URL length limits")
    """
    wanted = long or site.authorize_by_post
    offered = "authorize-post" in metadata.capabilities
    allowed = from_ehr or VENDORS[site.vendor].post_authorize.value == "any-launch"
    return "POST" if wanted and offered and allowed else "GET"
