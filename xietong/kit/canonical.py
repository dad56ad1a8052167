"""Canonical bytes of plain data: what is hashed and signed. No Django."""

import hashlib
import json
from typing import Any


def canonical_bytes(data: Any) -> bytes:
    """Sorted keys, no spaces, UTF-8, no floats: the same data gives the same bytes everywhere, for ever."""
    _refuse_floats(data)
    return json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False).encode()


def digest_of(data: Any) -> str:
    """SHA-256 of bytes, or of the canonical bytes of plain data, in hexadecimal."""
    return hashlib.sha256(data if isinstance(data, bytes) else canonical_bytes(data)).hexdigest()


def _refuse_floats(data: Any) -> None:
    if isinstance(data, float):
        raise TypeError("a float has no single spelling; use a decimal string")
    if isinstance(data, dict):
        for key, value in data.items():
            if not isinstance(key, str):
                raise TypeError("keys are strings")
            _refuse_floats(value)
    elif isinstance(data, list | tuple):
        for value in data:
            _refuse_floats(value)
