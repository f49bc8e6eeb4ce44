"""The gateway, within this program."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Mapping
from types import TracebackType
from typing import Any

from . import _arguments, _backend
from ._error import Error
from ._headers import Headers
from ._secret import Secret


class Gateway:
    """Answers the routes of docs/protocol.md by calling the configured upstreams, without a listener.

    Any number of threads may call at once. Leaving its `with` block closes it.

    Args:
        config: The configuration of docs/configuration.md, as a mapping or as JSON text. Listeners in it are not
            started. An upstream of `"sandbox:"` is an emulation of CARTO's API, within the gateway.

    Raises:
        Error: `bad-config`, with a JSON Pointer in `field`.
        TypeError: `config` is neither, or holds what JSON cannot.

    >>> with Gateway({"upstreams": [{"base_url": "sandbox:"}]}) as gateway:
    ...     status, headers, body = gateway.handle(
    ...         "POST", "/v1/rows/geocode", {"Authorization": "Bearer sandbox-token",
    ...                                      "Content-Type": "application/json"},
    ...         '{"row": {"address": "Madrid"}, "include": ["geom"]}')
    >>> status, headers["content-type"]
    (200, 'application/json')
    >>> json.loads(body)["result"]["status"]
    'ok'
    """

    def __init__(self, config: Mapping[str, Any] | str) -> None:
        self._handle = _backend.chosen.Gateway(_config_text(config))

    def handle(self, method: str, path: str, headers: Mapping[str, str] | Iterable[tuple[str, str]] | None = None,
               body: bytes | str = b"", *, deadline: float | None = None) -> tuple[int, Headers, bytes]:
        """Answers one request. It waits for the reply; other threads run meanwhile.

        What a caller of a gateway can do wrong is a reply, and no exception.

        Args:
            method: `"GET"`, `"POST"` …
            path: The path, with `?query` if any.
            headers: Header fields; a token stands in `Authorization`, as over the network.
            body: The body; a `str` is sent as UTF-8. Framing fields are not needed.
            deadline: Seconds, more than 0; the configuration's `timeouts_ms.total` holds besides. Rows that are not
                answered by then have an error each, in the reply.

        Returns:
            Status, header fields, body.

        Raises:
            Error: `cancelled` (the gateway was closed meanwhile), `forked` (it was made before a fork()),
                `deadline-exceeded` (not even a reply in time) or `internal`.
            TypeError, ValueError: An argument has the wrong type or form; the message names it.
        """
        fields: Secret[object] = Secret(headers)
        content: Secret[object] = Secret(body)
        del headers, body
        verb = _arguments.latin1("method", method)
        target = _arguments.latin1("path", path)
        sealed_fields = _arguments.headers("headers", fields)
        sealed_content = _arguments.data("body", content, or_text=True)
        seconds = None if deadline is None else _arguments.deadline("deadline", deadline)
        status, reply_headers, reply = self._handle.handle(verb, target, sealed_fields.reveal(),
                                                           sealed_content.reveal(), seconds)
        return status, Headers(reply_headers), reply

    def close(self) -> None:
        """Cancels what is under way; those calls have ended when it returns. A second time it does nothing."""
        self._handle.close()

    def __enter__(self) -> Gateway:
        return self

    def __exit__(self, kind: type[BaseException] | None, value: BaseException | None,
                 traceback: TracebackType | None) -> None:
        self.close()


def _config_text(config: object) -> str:
    if isinstance(config, str):
        return _arguments.text("config", config)
    if not isinstance(config, Mapping):
        raise TypeError(f"config must be a mapping or str, not {type(config).__name__}")
    try:
        return json.dumps(config, default=_plain, allow_nan=False)
    except RecursionError:
        raise Error("The configuration is nested too deeply.", code="bad-config", layer="config",
                    hint="Write it in the form of docs/configuration.md, which is a few levels deep.") from None
    except ValueError as error:
        raise ValueError(f"config cannot be written as JSON: {error}") from None
    except TypeError as error:
        raise TypeError(f"config cannot be written as JSON: {error}") from None


def _plain(value: object) -> object:
    if isinstance(value, Mapping):
        return dict(value)
    if isinstance(value, os.PathLike):
        return os.fsdecode(value)
    raise TypeError(f"it holds a {type(value).__name__}")
