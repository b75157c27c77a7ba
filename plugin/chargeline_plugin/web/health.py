"""For whoever watches over the app: does it answer, and may it be sent people?"""

from __future__ import annotations

from flask import Blueprint, Response
from sqlalchemy import Connection, select
from sqlalchemy.exc import SQLAlchemyError

from chargeline_launch.storage import metadata
from chargeline_plugin.ledger.migrations import STEPS, STEPS_DONE
from chargeline_plugin.web.services import services

pages = Blueprint("health", __name__)


@pages.get("/healthz")
def alive() -> Response:
    """The process answers. Touches nothing else: a restart would not bring the database back."""
    return Response("ok\n", mimetype="text/plain")


@pages.get("/readyz")
def ready() -> Response:
    """The database answers and its tables are those that this version knows."""
    try:
        with services().launches.engine.connect() as connection:
            wrong = None if _current(connection) else "the tables are those of another version"
    except SQLAlchemyError:
        wrong = "the database does not answer as it should"
    return Response(f"{wrong or 'ready'}\n", 503 if wrong else 200, mimetype="text/plain")


def _current(connection: Connection) -> bool:
    for table in metadata.sorted_tables:
        connection.execute(select(*table.c).limit(0))
    return set(connection.scalars(select(STEPS_DONE.c.step))) == set(range(1, len(STEPS) + 1))
