"""The strict reader of HTTP requests."""

from __future__ import annotations

from typing import TypedDict

from . import _arguments, _backend
from ._headers import Headers
from ._secret import Secret


class ParsedRequest(TypedDict):
    """A whole request."""

    method: str
    target: str  #: path and query, bytes beyond ASCII as U+0080 to U+00FF
    version: str  #: "1.1" or "1.0"
    headers: Headers  #: in the order they came, bytes beyond ASCII as in `target`
    body: bytes  #: framing removed, content coding still applied
    consumed: int  #: bytes that the message took


def parse_request(data: bytes) -> ParsedRequest | None:
    """Reads one whole HTTP/1.x request from the front of `data`, strictly: what RFC 9112 calls invalid is refused.

    Returns:
        The request, or None while it is incomplete.

    Raises:
        Error: `bad-request`, `uri-too-long`, `headers-too-large`, `body-too-large`, `http-version-unsupported`,
            `length-required` or `expectation-failed`. Nothing after such a message may be read as HTTP.
        TypeError: `data` is not bytes.

    >>> request = parse_request(b"GET /healthz HTTP/1.1\\r\\nHost: a\\r\\n\\r\\nGET")
    >>> request["method"], request["target"], request["headers"]["host"], request["consumed"]
    ('GET', '/healthz', 'a', 34)
    >>> parse_request(b"GET / HTT") is None
    True
    """
    secret: Secret[object] = Secret(data)
    del data
    found = _backend.chosen.parse_request(_arguments.data("data", secret).reveal())
    if found is None:
        return None
    return ParsedRequest(method=str(found["method"]), target=str(found["target"]), version=str(found["version"]),
                         headers=Headers(found["headers"]), body=bytes(found["body"]), consumed=int(found["consumed"]))
