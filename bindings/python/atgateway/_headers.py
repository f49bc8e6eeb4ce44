"""HTTP header fields as a list that can be asked by name."""

from __future__ import annotations

from typing import SupportsIndex, overload


class Headers(list[tuple[str, str]]):
    """Header fields in the order they came: a list of `(name, value)` that is also asked by name, without case.

    >>> headers = Headers([("Content-Type", "application/json"), ("Via", "a"), ("via", "b")])
    >>> headers["content-type"]
    'application/json'
    >>> headers.get("etag"), headers.get_all("VIA"), "via" in headers
    (None, ['a', 'b'], True)
    >>> headers[0]
    ('Content-Type', 'application/json')
    """

    @overload
    def __getitem__(self, key: SupportsIndex) -> tuple[str, str]: ...
    @overload
    def __getitem__(self, key: slice) -> Headers: ...
    @overload
    def __getitem__(self, key: str) -> str: ...
    def __getitem__(self, key: SupportsIndex | slice | str) -> tuple[str, str] | Headers | str:
        """By name: the first value of that name (`KeyError` when there is none). By number: the field."""
        if isinstance(key, str):
            value = self.get(key)
            if value is None:
                raise KeyError(key)
            return value
        if isinstance(key, slice):
            return Headers(super().__getitem__(key))
        return super().__getitem__(key)

    @overload
    def get(self, name: str) -> str | None: ...
    @overload
    def get(self, name: str, default: str) -> str: ...
    def get(self, name: str, default: str | None = None) -> str | None:
        """The first value of that name, or `default`."""
        return next(iter(self.get_all(name)), default)

    def get_all(self, name: str) -> list[str]:
        """All values of that name, in order; empty when there is none."""
        folded = name.lower()
        return [value for field, value in self if field.lower() == folded]

    def __contains__(self, key: object) -> bool:
        return bool(self.get_all(key)) if isinstance(key, str) else super().__contains__(key)

    def __repr__(self) -> str:
        # Values may hold a token.
        return f"Headers({[name for name, _ in self]})"
