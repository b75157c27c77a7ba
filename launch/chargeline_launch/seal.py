"""Sealing: how secrets and patient data are kept at rest.

One or more Fernet keys (AES-128-CBC with HMAC-SHA256); the first seals, all of them open, so that a key can be
rotated without losing what was sealed before. Every caller seals under a purpose, which is checked on opening: a
sealed token cannot be passed off as a sealed note.
"""

from __future__ import annotations

from collections.abc import Sequence

from cryptography.fernet import Fernet, InvalidToken, MultiFernet


class SealBroken(Exception):
    """What was stored cannot be opened: another key, another purpose, or changed bytes."""


class Seal:
    """Seals and opens bytes for one purpose at a time."""

    def __init__(self, keys: Sequence[str]) -> None:
        self._fernet = MultiFernet([Fernet(key) for key in keys])

    def close(self, data: bytes, *, purpose: str) -> bytes:
        """Seal `data`; `purpose` names what it is ("tokens", "note draft")."""
        return self._fernet.encrypt(purpose.encode() + b"\0" + data)

    def open(self, sealed: bytes, *, purpose: str) -> bytes:
        """Open what `close` sealed. Raises SealBroken."""
        try:
            plain = self._fernet.decrypt(sealed)
        except InvalidToken:
            raise SealBroken(f"what was sealed as {purpose} cannot be opened with the keys at hand") from None
        label, _, data = plain.partition(b"\0")
        if label.decode() != purpose:
            raise SealBroken(f"what was sealed is not {purpose}")
        return data


def new_key() -> str:
    """A fresh key, as text for a file or the environment."""
    return Fernet.generate_key().decode()
