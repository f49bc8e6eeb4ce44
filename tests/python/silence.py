"""Peers on loopback that never answer, and how to see that somebody waits for them."""
from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable
from typing import Any

FAR_S = 30.0  # what has not happened by then does not happen


def until(condition: Callable[[], bool], what: str) -> None:
    end = time.monotonic() + FAR_S
    while not condition():
        assert time.monotonic() < end, f"{what}: not within {FAR_S} s"
        time.sleep(0.005)


class Silent:
    """A listener that takes connections, or a nameserver that takes questions, and says nothing."""

    def __init__(self, kind: int = socket.SOCK_STREAM) -> None:
        self._socket = socket.socket(socket.AF_INET, kind)
        self._socket.bind(("127.0.0.1", 0))
        self._socket.settimeout(FAR_S)
        if kind == socket.SOCK_STREAM:
            self._socket.listen(64)
        self.kind = kind
        self.port = self._socket.getsockname()[1]
        self.connections: list[socket.socket] = []

    def wait_for_somebody(self) -> None:
        """Returns when a connection or a question has come."""
        if self.kind == socket.SOCK_DGRAM:
            self._socket.recvfrom(4096)
        else:
            self.connections.append(self._socket.accept()[0])

    def see_them_go(self) -> None:
        """Returns when everybody who connected has hung up."""
        for connection in self.connections:
            connection.settimeout(FAR_S)
            try:
                while connection.recv(65536):
                    pass
            except ConnectionResetError:
                pass

    def close(self) -> None:
        for connection in self.connections:
            connection.close()
        self._socket.close()


class Full:
    """A listener whose queue is full: a connection to it is neither made nor refused."""

    def __init__(self) -> None:
        self._listener = socket.socket()
        self._listener.bind(("127.0.0.1", 0))
        self._listener.listen(0)
        self.port = self._listener.getsockname()[1]
        self._first: list[socket.socket] = []
        while not self._waiting():
            one = socket.socket()
            one.setblocking(False)
            one.connect_ex(("127.0.0.1", self.port))
            self._first.append(one)
            time.sleep(0.01)
        self._before = self._waiting()

    def _waiting(self) -> int:
        """Connections to it that the kernel is still trying to make."""
        address = f"0100007F:{self.port:04X}"
        with open("/proc/net/tcp", encoding="ascii") as table:
            rows = [line.split() for line in table][1:]
        return sum(row[2] == address and row[3] == "02" for row in rows)

    def wait_for_somebody(self) -> None:
        until(lambda: self._waiting() > self._before, "somebody connects")

    def close(self) -> None:
        for each in self._first:
            each.close()
        self._listener.close()


class Counter(threading.Thread):
    """Counts as long as it is let run."""

    def __init__(self) -> None:
        super().__init__(daemon=True)
        self.count = 0
        self._stop_counting = threading.Event()

    def run(self) -> None:
        while not self._stop_counting.wait(0.001):
            self.count += 1

    def __enter__(self) -> Counter:
        self.start()
        return self

    def __exit__(self, *_: Any) -> None:
        self._stop_counting.set()
        self.join()


#: What blocks: the peer that never answers, and the call, to which `port`, `seconds` and `atgateway` are given.
CALLS = {
    "diagnose": (Silent, "atgateway.diagnose(f'https://127.0.0.1:{port}', deadline=seconds)"),
    "iter_diagnose": (Silent, "list(atgateway.iter_diagnose(f'https://127.0.0.1:{port}', deadline=seconds))"),
    "resolve": (lambda: Silent(socket.SOCK_DGRAM),
                "atgateway.resolve('example.test', f'127.0.0.1:{port}', deadline=seconds)"),
    "connect": (Full, "atgateway.connect('127.0.0.1', port, deadline=seconds)"),
    "inspect_tls": (Silent, "atgateway.inspect_tls('127.0.0.1', port, deadline=seconds)"),
    "handle": (Silent, "atgateway.Gateway({'upstreams': [{'base_url': f'http://127.0.0.1:{port}', "
                       "'allow_plaintext': True}]}).handle('POST', '/v1/rows/geocode', {'Authorization': 'Bearer t', "
                       "'Content-Type': 'application/json'}, '{\"row\": [\"Madrid\"]}', deadline=seconds)"),
}
