"""A form counts only when it comes from this session's page in this browser."""

from __future__ import annotations

import pytest
from flask import Flask, request

from chargeline_plugin.security.csrf import holds, token


def test_a_token_is_of_one_session_in_one_browser() -> None:
    assert token("browser-1", "session-1") == token("browser-1", "session-1")
    others = {token("browser-1", "session-2"), token("browser-2", "session-1"), token("browser-1", "session-1")}
    assert len(others) == 3


@pytest.mark.parametrize(
    ("came_from", "counts"),
    [(None, True), ("same-origin", True), ("same-site", False), ("cross-site", False), ("none", False)],
)
def test_a_form_counts_only_from_our_own_origin_where_the_browser_says_so(came_from: str | None, counts: bool) -> None:
    headers = {"Sec-Fetch-Site": came_from} if came_from else {}
    form = {"csrf": token("browser-1", "session-1")}
    with Flask(__name__).test_request_context(method="POST", data=form, headers=headers):
        assert holds(request, "browser-1", "session-1") is counts


def test_a_token_of_another_browser_is_worthless() -> None:
    with Flask(__name__).test_request_context(method="POST", data={"csrf": token("browser-2", "session-1")}):
        assert not holds(request, "browser-1", "session-1")
