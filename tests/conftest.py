"""What every folder may use: a database of the test's own, on SQLite and, where there is one, on PostgreSQL."""

from __future__ import annotations

import os
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import create_engine, event
from sqlalchemy.engine import make_url
from sqlalchemy.pool import NullPool, Pool

VARIABLE = "CHARGELINE_TEST_DATABASE"
EXAMPLES = "test_published_examples.py::"
SERVER = os.environ.get(VARIABLE)
DATABASES = ("sqlite", "postgresql") if SERVER else ("sqlite",)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """How many published examples held is said, and what is left out."""
    passed = [one.nodeid for one in terminalreporter.stats.get("passed", ()) if EXAMPLES in one.nodeid]
    for kind in ("units", "assistants"):
        held = [name for name in passed if f"/{kind}/" in name and "verified)]" in name]
        if held:
            checked = sum("(verified)]" in name for name in held)
            said = f"{checked} of them read at an official source, {len(held) - checked} not verified"
            terminalreporter.write_line(f"Published examples of {kind}: {len(held)} hold, {said}.")
    if not SERVER:
        terminalreporter.write_line(f"Left out: the same on PostgreSQL (.ci/postgres COMMAND, or set {VARIABLE}).")


@pytest.fixture(params=DATABASES)
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """An empty database. Where only a file makes sense: `parametrize("database_url", ["sqlite"], indirect=True)`."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'test.sqlite3'}"
    else:
        with schema(str(SERVER)) as url:
            yield url


@contextmanager
def schema(server: str) -> Iterator[str]:
    """A schema that nobody else uses; what connected to it is closed at the end, and it is gone."""
    name, kept = f"t_{uuid.uuid4().hex}", []

    def keep(connection: Any, _record: object) -> None:
        kept.append(connection)

    engine = create_engine(server, poolclass=NullPool)
    run(engine, f"CREATE SCHEMA {name}")
    event.listen(Pool, "connect", keep)
    yield make_url(server).update_query_dict({"options": f"-csearch_path={name}"}).render_as_string(False)
    event.remove(Pool, "connect", keep)
    for connection in kept:
        connection.close()
    run(engine, f"DROP SCHEMA {name} CASCADE")


def run(engine: Any, *statements: str) -> None:
    with engine.begin() as connection:
        for statement in statements:
            connection.exec_driver_sql(statement)
