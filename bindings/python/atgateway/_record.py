"""Read-only documents whose members are also attributes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any


class Record(Mapping[str, Any]):
    """A JSON object as a mapping; subclasses name its members. Equal to a dict with the same members.

    Objects and lists within it are given as copies, the caller's own.
    """

    __slots__ = ("_members",)

    def __init__(self, members: Mapping[str, Any]) -> None:
        self._members = dict(members)

    def __getitem__(self, key: str) -> Any:
        return _own(self._members[key])

    def __contains__(self, key: object) -> bool:
        return key in self._members

    def __iter__(self) -> Iterator[str]:
        return iter(self._members)

    def __len__(self) -> int:
        return len(self._members)

    def __getattr__(self, name: str) -> Any:
        # Members that a newer backend adds. Names with underscores are Python's own questions (copy, pickle).
        if not name.startswith("_") and name in self._members:
            return self[name]
        raise AttributeError(f"{type(self).__name__} has no member {name}")

    def __dir__(self) -> list[str]:
        return sorted({*super().__dir__(), *self._members})

    def __reduce__(self) -> tuple[object, tuple[dict[str, Any]]]:
        return type(self), (self._members,)


def _own(value: Any) -> Any:
    """The value for a caller to keep: what is done to it changes no record, nor the report that the record is of."""
    if isinstance(value, dict):
        return {name: _own(member) for name, member in value.items()}
    if isinstance(value, list):
        return [_own(member) for member in value]
    return value
