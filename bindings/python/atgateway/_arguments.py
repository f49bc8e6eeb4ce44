"""Judges arguments before anything happens: both backends get clean values.

A wrong type is a `TypeError`, a value out of range a `ValueError`; each names the argument, none shows its value,
which may be a secret put in the wrong place.
"""

from __future__ import annotations

import math
import operator
import os
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, SupportsFloat, SupportsIndex

from ._error import Error
from ._secret import Secret

LONGEST_S = 86400.0


def _kind(value: object) -> str:
    return type(value).__name__


def _wrong(name: str, wanted: str, value: object) -> TypeError:
    return TypeError(f"{name} must be {wanted}, not {_kind(value)}")


def _utf8_trouble(name: str, value: str) -> str | None:
    """Half of a surrogate pair has no place in JSON or on a wire."""
    if value.isascii():
        return None
    try:
        value.encode()
    except UnicodeEncodeError:
        return f"{name} holds a lone surrogate, which UTF-8 cannot hold"
    return None


def text(name: str, value: object) -> str:
    """A `str`."""
    if not isinstance(value, str):
        raise _wrong(name, "str", value)
    trouble = _utf8_trouble(name, value)
    if trouble:
        raise ValueError(trouble)
    return str(value)


def latin1(name: str, value: object) -> str:
    """A `str` of Latin-1."""
    if not isinstance(value, str):
        raise _wrong(name, "str", value)
    trouble = _latin1_trouble(f"{name} must consist", value)
    if trouble:
        raise ValueError(trouble)
    return str(value)


def optional_text(name: str, value: object) -> str:
    """A `str`; None is the empty text."""
    return "" if value is None else text(name, value)


def texts(name: str, value: object) -> list[str]:
    """A `str` or a sequence of `str`; None is the empty list."""
    if value is None:
        return []
    if isinstance(value, str):
        return [text(name, value)]
    if not isinstance(value, Sequence) or isinstance(value, (bytes, bytearray, memoryview)):
        raise _wrong(name, "str or a sequence of str", value)
    return [text(f"{name}[{index}]", each) for index, each in enumerate(value)]


def path(name: str, value: object) -> str:
    """A path as `str` or `os.PathLike`; None is the empty text."""
    if value is None:
        return ""
    if not isinstance(value, (str, os.PathLike)):
        raise _wrong(name, "str or os.PathLike", value)
    return text(name, os.fsdecode(value))


def word(name: str, value: object, words: Sequence[str]) -> str | None:
    """One of `words`, or None. Another one is misuse of an option, as in the executable: `Error`, `bad-config`."""
    if value is None:
        return None
    chosen = text(name, value)
    if chosen not in words:
        raise Error(f"{name} is none of its words.", code="bad-config", layer="config",
                    hint=f"It is one of: {', '.join(words)}.", field=f"/{name}")
    return chosen


def whole(name: str, value: object, low: int, high: int) -> int:
    """A whole number, also NumPy's, within `low` and `high`."""
    number = _int(name, value)
    if not low <= number <= high:
        raise ValueError(f"{name} must be from {low} to {high}")
    return number


def whole_clamped(name: str, value: object) -> int:
    """Any whole number; one that 32 bits do not hold becomes the nearest."""
    return max(-(2**31), min(_int(name, value), 2**31 - 1))


def _int(name: str, value: object) -> int:
    if type(value) is int:
        return value
    if isinstance(value, bool) or not isinstance(value, SupportsIndex):
        raise _wrong(name, "int", value)
    return operator.index(value)


def port(name: str, value: object) -> int:
    """A TCP port. That 0 is none is said as of other targets that cannot be reached."""
    number = whole(name, value, 0, 65535)
    if number == 0:
        raise Error("0 is no port.", code="bad-target", layer="config",
                    hint="Give a port from 1 to 65535, such as 443.", field=f"/{name}")
    return number


def real(name: str, value: object, low: float, high: float) -> float:
    """A number within `low` and `high`."""
    number = _float(name, value)
    if not low <= number <= high:
        raise ValueError(f"{name} must be from {low:g} to {high:g}")
    return number


def deadline(name: str, value: object) -> float:
    """Seconds, more than 0 and at most a day."""
    number = _float(name, value)
    if not 0 < number <= LONGEST_S:
        raise ValueError(f"{name} must be more than 0 and at most {LONGEST_S:g} seconds")
    return number


def _float(name: str, value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, (SupportsFloat, SupportsIndex)):
        raise _wrong(name, "float", value)
    try:
        return float(value)
    except OverflowError:
        return math.inf


def token(secret: Secret[object]) -> Secret[str] | None:
    """A token as `str`, or None. It stays within its `Secret`: what is raised here must not show it."""
    if secret.reveal() is None:
        return None
    if not isinstance(secret.reveal(), str):
        raise _wrong("token", "str", secret.reveal())
    trouble = _utf8_trouble("token", str(secret.reveal()))
    if trouble:
        raise ValueError(trouble)
    return Secret(str(secret.reveal()))


def data(name: str, secret: Secret[object], *, or_text: bool = False) -> Secret[bytes]:
    """Bytes or a bytes-like object; with `or_text` also a `str`, as UTF-8."""
    if or_text and isinstance(secret.reveal(), str):
        trouble = _utf8_trouble(name, str(secret.reveal()))
        if trouble:
            raise ValueError(trouble)
        return Secret(str(secret.reveal()).encode())
    copy = _bytes(secret.reveal())
    if copy is None:
        raise _wrong(name, "bytes or str" if or_text else "bytes", secret.reveal())
    return copy


def _bytes(value: object) -> Secret[bytes] | None:
    return Secret(bytes(value)) if isinstance(value, (bytes, bytearray, memoryview)) else None


_NAME_CHARACTERS = frozenset("!#$%&'*+-.^_`|~0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ")
_ENDS_A_LINE = frozenset("\r\n\0")


def headers(name: str, secret: Secret[object]) -> Secret[list[tuple[str, str]]]:
    """A mapping or an iterable of pairs, of `str`; None is the empty list. A value cannot begin another field."""
    if secret.reveal() is None:
        return Secret([])
    if isinstance(secret.reveal(), (str, bytes)) or not isinstance(secret.reveal(), Iterable):
        raise _wrong(name, "a mapping or pairs of str", secret.reveal())
    fields = Secret(_listed(secret))
    for index in range(len(fields.reveal())):
        trouble = _field_trouble(fields.reveal()[index])
        if trouble:
            raise TypeError(f"{name}[{index}] {trouble}")
        trouble = _field_danger(*fields.reveal()[index])
        if trouble:
            raise ValueError(f"{name}[{index}] {trouble}")
    return Secret([(str(key), str(value)) for key, value in fields.reveal()])


def _listed(secret: Secret[object]) -> list[Any]:
    value: Any = secret.reveal()
    try:
        return list(value.items() if isinstance(value, Mapping) else value)
    finally:
        del value


def _field_trouble(field: object) -> str | None:
    if not isinstance(field, (tuple, list)) or len(field) != 2:
        return "must be a pair of name and value"
    if not isinstance(field[0], str):
        return f"must have a name of str, not {_kind(field[0])}"
    if not isinstance(field[1], str):
        return f"must have a value of str, not {_kind(field[1])}"
    return None


def _field_danger(name: str, value: str) -> str | None:
    if not name or not _NAME_CHARACTERS.issuperset(name):
        return "must have a field name of RFC 9110's letters"
    if not _ENDS_A_LINE.isdisjoint(value):
        return "must have a value without line ends and NUL"
    return _latin1_trouble("must have a value", value)


def _latin1_trouble(what: str, value: str) -> str | None:
    """HTTP's text outside of bodies is bytes, one a character."""
    return None if value.isascii() or max(value) <= "\xff" else f"{what} of Latin-1 text, as HTTP's fields are"
