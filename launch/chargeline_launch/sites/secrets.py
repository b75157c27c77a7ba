"""Secrets that the site file points at: by the name of an environment variable or of a protected file."""

from __future__ import annotations

import stat
from collections.abc import Mapping
from pathlib import Path

from .problems import Table

OTHERS = stat.S_IRWXO


def read_secret_file(table: Table, key: str, name: str, directory: Path) -> str:
    """A file's text, refused when missing, empty or readable by everybody. "" after a problem."""
    path = directory / name
    try:
        if path.stat().st_mode & OTHERS:
            table.problem(key, "names a file that everybody may read.", "Take that away: chmod 600 on the file.")
            return ""
        content = path.read_text("utf-8").strip()
    except (OSError, UnicodeDecodeError):
        table.problem(
            key, "names a file that cannot be read.", "Check its place (relative to the site file) and rights."
        )
        return ""
    if not content:
        table.problem(key, "names an empty file.", "Put the secret into it.")
    return content


def read_secret(table: Table, name: str, directory: Path, environ: Mapping[str, str]) -> str:
    """`<name>_env` or `<name>_file`, exactly one of them."""
    variable = table.text(f"{name}_env", "Name an environment variable.", required=False)
    file = table.text(f"{name}_file", "Name a file.", required=False)
    if bool(variable) == bool(file):
        fix = f'Write {name}_env = "NAME" or {name}_file = "path"; never the secret itself.'
        table.problem(f"{name}_env", "must be set, or the file, not both.", fix)
        return ""
    if file:
        return read_secret_file(table, f"{name}_file", file, directory)
    if not environ.get(variable):
        table.problem(f"{name}_env", "names a variable that is not set.", "Set it for the server's process.")
    return environ.get(variable, "")
