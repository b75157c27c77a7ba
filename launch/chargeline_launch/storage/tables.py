"""Two tables: launches that wait for an answer, and sessions of finished launches.

Every `id` is the hash of what stands in a path, so that neither the file nor a talkative log gives one away.
Instants are epoch milliseconds.
"""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Index, Integer, LargeBinary, MetaData, String, Table

metadata = MetaData()

pending_launches = Table(
    "launch_pending",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("state_hash", String(64), nullable=False, unique=True),
    Column("browser_hash", String(64), nullable=False),
    Column("handover_hash", String(64), unique=True),
    Column("handover_until", BigInteger),
    Column("site", String(128), nullable=False),
    Column("sealed", LargeBinary, nullable=False),
    Column("until", BigInteger, nullable=False),
    Column("used_at", BigInteger),
    Index("launch_pending_until", "until"),
)

sessions = Table(
    "launch_session",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("browser_hash", String(64), nullable=False),
    Column("site", String(128), nullable=False),
    Column("sealed", LargeBinary, nullable=False),
    Column("version", Integer, nullable=False),
    Column("renewing_until", BigInteger),
    Column("seen_at", BigInteger, nullable=False),
    Column("until", BigInteger, nullable=False),
    Column("ended", String(64)),
    Index("launch_session_until", "until"),
    Index("launch_session_browser", "browser_hash"),
)
