"""Single looks at the network, without judgement."""

from __future__ import annotations

import json
from typing import Any

from . import _arguments, _backend


def _document(text: str) -> dict[str, Any]:
    document: dict[str, Any] = json.loads(text)
    return document


def resolve(name: str, nameserver: str | None = None, type: str = "A", *, deadline: float = 10.0) -> dict[str, Any]:
    """Asks for a name's records.

    Args:
        name: The name, with or without its final dot.
        nameserver: `IP` or `IP:PORT` of the server to ask directly, over UDP, then TCP when the answer was cut; the
            system's resolver when None.
        type: `"A"`, `"AAAA"`, `"CNAME"`, `"TXT"`, `"NS"`, `"SOA"`, `"SRV"`, `"PTR"` or `"MX"`; the system's resolver
            knows A and AAAA.
        deadline: Seconds, more than 0. It waits at most that long.

    Returns:
        The evidence of the check `dns.resolves`: what came back, from whom, and how long it took in microseconds
        (`..._us`). That a name does not resolve is in it, and no exception.

    Raises:
        Error: `bad-target` when name, server or type cannot be read.
        TypeError, ValueError: An argument has the wrong type or range; the message names it.

    >>> resolve("localhost")["system"]["addresses"][0]
    '127.0.0.1'
    """
    asked = _arguments.text("name", name)
    server = _arguments.optional_text("nameserver", nameserver)
    return _document(_backend.chosen.resolve(asked, server, _arguments.text("type", type),
                                             _arguments.deadline("deadline", deadline)))


def connect(host: str, port: int, *, deadline: float = 10.0) -> dict[str, Any]:
    """Connects to every address of a host, each on its own, and closes the connections again.

    Args:
        host: A name or an IP address.
        port: 1 to 65535.
        deadline: Seconds, more than 0. It waits at most that long.

    Returns:
        The evidence of the check `tcp.connects`; a refused connection is in it, and no exception.

    Raises:
        Error: `bad-target` when the host cannot be read, or the port is 0.
        TypeError, ValueError: An argument has the wrong type or range; the message names it.

    >>> connect("127.0.0.1", 1)["tcp"]["attempts"][0]["outcome"]
    'refused'
    """
    return _document(_backend.chosen.connect(_arguments.text("host", host), _arguments.port("port", port),
                                             _arguments.deadline("deadline", deadline)))


def inspect_tls(host: str, port: int, server_name: str | None = None, *, deadline: float = 10.0) -> dict[str, Any]:
    """Shakes hands and looks at the certificates, trusting nobody.

    Args:
        host: A name or an IP address.
        port: 1 to 65535.
        server_name: The name to ask for (SNI) and to compare the certificate with; the host when None.
        deadline: Seconds, more than 0. It waits at most that long.

    Returns:
        The evidence of the check `tls.handshake`; a handshake that fails is in it, and no exception.

    Raises:
        Error: `bad-target` when host or name cannot be read, or the port is 0.
        TypeError, ValueError: An argument has the wrong type or range; the message names it.

    >>> from atgateway import Sandbox
    >>> with Sandbox() as sandbox:  # which speaks no TLS
    ...     evidence = inspect_tls("127.0.0.1", int(sandbox.url.rpartition(":")[2]))
    >>> evidence["tls"]["looks"][0]["outcome"]
    'not-tls'
    """
    return _document(_backend.chosen.inspect_tls(_arguments.text("host", host), _arguments.port("port", port),
                                                 _arguments.optional_text("server_name", server_name),
                                                 _arguments.deadline("deadline", deadline)))
