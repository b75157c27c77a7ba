"""The keys that seal tokens and patient data at rest."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from cryptography.fernet import Fernet

from .problems import Table
from .secrets import read_secret_file

VARIABLE = "CHARGELINE_KEYS"


def read_seal_keys(table: Table, directory: Path, environ: Mapping[str, str]) -> tuple[str, ...]:
    """Fernet keys from CHARGELINE_KEYS (commas) or `app.key_file` (lines); the first seals, all open."""
    name = table.text("key_file", "Name a file.", required=False)
    held = environ.get(VARIABLE, "")
    if not held and name:
        held = read_secret_file(table, "key_file", name, directory)
    elif not held:
        table.problem("key_file", f"is missing, and so is {VARIABLE}.", "Make a key and keep it in a file of mode 600.")
    keys = tuple(held.replace(",", " ").split())
    if any(not _is_key(key) for key in keys):
        table.problem("key_file", "holds something that is not a Fernet key.", "Use 32 bytes in URL-safe base64.")
    return keys


def _is_key(key: str) -> bool:
    try:
        Fernet(key)
    except ValueError:
        return False
    return True
