"""Encryption at rest: free text and names, sealed when `RELAY_SECRET_KEY` is set.

AES-256-GCM. What is stored is `v1.<key id>.<base64 of nonce and ciphertext>`; text stored before a key was
set is readable beside it. Several keys, newest first: the first seals, any opens. The column's name is bound
in, so that a sealed value cannot be moved to another column.
"""

import base64
import hashlib
import os
from collections.abc import Sequence

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

MARK = "v1."
OPEN = "v0."


class KeyRing:
    """The keys in force. Without keys, text is kept as it is."""

    def __init__(self, keys: Sequence[str] = ()) -> None:
        """`keys`: base64 of 32 bytes each, newest first. Raises ValueError naming the place of a bad one."""
        self._keys = [_read(key, place) for place, key in enumerate(keys, 1)]

    def seal(self, text: str, bound: str) -> str:
        """`text` sealed for the place `bound` (table and column)."""
        if not self._keys:
            # somebody's own text may begin like something sealed: mark it as not
            return f"{OPEN}{text}" if text.startswith((MARK, OPEN)) else text
        name, cipher = self._keys[0]
        nonce = os.urandom(12)
        sealed = nonce + cipher.encrypt(nonce, text.encode(), bound.encode())
        return f"{MARK}{name}.{base64.b64encode(sealed).decode()}"

    def open(self, kept: str, bound: str) -> str:
        """The text of `kept`. Raises LostKey when none of the keys opens it."""
        if not kept.startswith(MARK):
            return kept.removeprefix(OPEN)
        name, _, body = kept.removeprefix(MARK).partition(".")
        for known, cipher in self._keys:
            if known == name:
                try:
                    sealed = base64.b64decode(body, validate=True)
                    return cipher.decrypt(sealed[:12], sealed[12:], bound.encode()).decode()
                except (InvalidTag, ValueError) as error:
                    raise LostKey(f"{bound} does not open with its key: it was changed or moved") from error
        raise LostKey(
            f"{bound} was sealed with key {name}, which is not in RELAY_SECRET_KEY; add that key back"
        )


class LostKey(Exception):
    """Something sealed cannot be opened with the keys in force."""


def _read(key: str, place: int) -> tuple[str, AESGCM]:
    try:
        raw = base64.b64decode(key, altchars=b"-_", validate=True)
    except ValueError as error:
        raise ValueError(f"RELAY_SECRET_KEY: key {place} is not base64") from error
    if len(raw) != 32:
        raise ValueError(f"RELAY_SECRET_KEY: key {place} is {len(raw)} bytes; it must be 32")
    return hashlib.sha256(raw).hexdigest()[:8], AESGCM(raw)
