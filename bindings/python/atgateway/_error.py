"""The one exception of this package."""

from __future__ import annotations


class Error(Exception):
    """A call that was made wrongly, or that cannot be answered: never that a network is sick.

    What a diagnosis finds is in its report. An `Error` says what about the call itself has to change; its text never
    holds a token, a row's value or the bytes of a request.

    Attributes:
        message: What is wrong, one sentence.
        code: Stable code in kebab case, such as `"bad-target"`; docs/errors.md has them all.
        layer: Where on the path it belongs: `"config"`, `"dns"`, `"tcp"`, `"tls"`, `"http"`, `"gateway"`,
            `"upstream"` or `"token"`.
        hint: What to do about it, one sentence.
        field: The part of the input that is meant, as a JSON Pointer, where there is one; else empty.

    >>> error = Error("The target cannot be read.", code="bad-target", layer="config", hint="Write https://HOST.")
    >>> print(error)
    The target cannot be read. Write https://HOST.
    >>> error.code, error.layer
    ('bad-target', 'config')
    """

    def __init__(self, message: str, *, code: str, layer: str, hint: str, field: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.code = code
        self.layer = layer
        self.hint = hint
        self.field = field

    def __str__(self) -> str:
        named = self.field.rpartition("/")[2] in self.message
        text = self.message if named else f"{self.field}: {self.message}"
        if not self.hint:
            return text
        return f"{text}{'' if text.endswith(('.', '!', '?')) else '.'} {self.hint}"

    def __repr__(self) -> str:
        return f"Error({self.message!r}, code={self.code!r}, layer={self.layer!r}, hint={self.hint!r})"

    def __reduce__(self) -> tuple[object, tuple[str, str, str, str, str]]:
        # Exception's own way would call the class without its keywords.
        return _again, (self.message, self.code, self.layer, self.hint, self.field)


def _again(message: str, code: str, layer: str, hint: str, field: str) -> Error:
    return Error(message, code=code, layer=layer, hint=hint, field=field)


# Tracebacks show the name that a caller writes in `except`.
Error.__module__ = "atgateway"
