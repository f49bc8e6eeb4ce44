"""Values that may hold a token, on their way to the backend."""

from __future__ import annotations

from collections.abc import Callable
from typing import Generic, NoReturn, TypeVar

T = TypeVar("T")


class Secret(Generic[T]):
    """Holds a value so that no repr, pickle, `vars()` or traceback with local variables shows it.

    A public function puts what may hold a token in here, and deletes its own name for it, before anything can fail:
    notebooks print the local variables of every frame that an exception went through.
    """

    __slots__ = ("_reveal",)

    def __init__(self, value: T) -> None:
        # A closure's cell is what printers of objects do not look into.
        self._reveal: Callable[[], T] = lambda: value

    def reveal(self) -> T:
        """The value. Use it within an expression; give it no name."""
        return self._reveal()

    def __repr__(self) -> str:
        return "Secret(***)"

    def __reduce__(self) -> NoReturn:
        raise TypeError("a secret is not pickled")
