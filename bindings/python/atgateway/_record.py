"""Read-only documents whose members are also attributes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any


class Record(Mapping[str, Any]):
    """A JSON object as a mapping; subclasses name its members. Equal to a dict with the same members."""

    __slots__ = ("_members",)

    def __init__(self, members: Mapping[str, Any]) -> None:
        self._members = dict(members)

    def __getitem__(self, key: str) -> Any:
        return self._members[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self._members)

    def __len__(self) -> int:
        return len(self._members)

    def __getattr__(self, name: str) -> Any:
        # Members that a newer backend adds. Names with underscores are Python's own questions (copy, pickle).
        if not name.startswith("_") and name in self._members:
            return self._members[name]
        raise AttributeError(f"{type(self).__name__} has no member {name}")

    def __dir__(self) -> list[str]:
        return sorted({*super().__dir__(), *self._members})

    def __reduce__(self) -> tuple[object, tuple[dict[str, Any]]]:
        return type(self), (self._members,)
