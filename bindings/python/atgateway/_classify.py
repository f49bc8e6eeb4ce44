"""What a result of Databricks' `http_request()` means."""

from __future__ import annotations

from typing import TypedDict, cast

from . import _arguments, _backend
from ._secret import Secret


class HttpRequestClass(TypedDict):
    """Who answered, and what to do."""

    answered_by: str  #: "platform" (Databricks), "gateway", "upstream" (CARTO) or "unknown"
    code: str  #: stable, kebab case; docs/diagnostics.md has them all
    meaning: str  #: what happened, one or two sentences
    owner: str  #: who can mend it, see `Check.owner`
    next_action: str  #: empty when nothing is wrong


def classify_http_request(status_code: int | None, text: str | bytes | None) -> HttpRequestClass:
    """Tells what a result of `http_request()` means: the platform, the gateway and CARTO answer in different words.

    Args:
        status_code: The result's `status_code`; None or 0 for SQL's NULL and for a statement that failed.
        text: The result's `text`, or the statement's error message. Any text is taken; beyond 64 KiB only its
            beginning is judged. No part of it is in the answer but error codes.

    Raises:
        TypeError: An argument has the wrong type; the message names it.

    >>> answer = classify_http_request(401, '{"code": "token-missing", "request_id": "r"}')
    >>> answer["answered_by"], answer["code"], answer["owner"]
    ('gateway', 'token-missing', 'caller')
    """
    secret: Secret[object] = Secret("" if text is None else text)
    del text
    number = 0 if status_code is None else _arguments.whole_clamped("status_code", status_code)
    content = _arguments.data("text", secret, or_text=True)
    return cast(HttpRequestClass, _backend.chosen.classify_http_request(number, content.reveal()))
