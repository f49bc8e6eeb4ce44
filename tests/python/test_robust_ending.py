"""Objects that go, and programs that end, while calls are under way."""
from __future__ import annotations

import gc
import os
import subprocess
import sys
import threading
from typing import Any

import atgateway
import pytest
from silence import CALLS, FAR_S, Silent

ASKS = ("POST", "/v1/rows/geocode", {"Authorization": "Bearer t", "Content-Type": "application/json"},
        '{"row": ["Madrid"]}')


def forwarding_to(port: int) -> dict[str, Any]:
    return {"upstreams": [{"base_url": f"http://127.0.0.1:{port}", "allow_plaintext": True}]}


@pytest.fixture
def peer() -> Any:
    silent = Silent()
    yield silent
    silent.close()


def test_dropping_a_diagnosis_cancels_it(backend: str, peer: Silent) -> None:
    checks = atgateway.iter_diagnose(f"https://127.0.0.1:{peer.port}", deadline=600)
    peer.wait_for_somebody()
    del checks
    gc.collect()
    peer.see_them_go()


def test_a_gateway_lives_as_long_as_its_calls(backend: str, peer: Silent) -> None:
    gateway = atgateway.Gateway(forwarding_to(peer.port))
    replies: list[int] = []
    thread = threading.Thread(target=lambda call: replies.append(call(*ASKS)[0]), args=(gateway.handle,))
    thread.start()
    peer.wait_for_somebody()
    del gateway
    gc.collect()
    peer.connections[0].recv(65536)
    peer.connections[0].sendall(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}")
    thread.join(FAR_S)
    assert replies == [200]


def test_closing_a_gateway_cancels_its_calls(backend: str, peer: Silent) -> None:
    gateway = atgateway.Gateway(forwarding_to(peer.port))
    raised: list[atgateway.Error] = []

    def call() -> None:
        with pytest.raises(atgateway.Error) as caught:
            gateway.handle(*ASKS)
        raised.append(caught.value)

    threads = [threading.Thread(target=call) for _ in range(8)]
    for thread in threads:
        thread.start()
    for _ in threads:
        peer.wait_for_somebody()
    gateway.close()
    for thread in threads:
        thread.join(FAR_S)
    assert [error.code for error in raised] == ["cancelled"] * len(threads)
    with pytest.raises(atgateway.Error, match="closed") as caught:
        gateway.handle(*ASKS)
    assert caught.value.code == "cancelled"
    gateway.close()


def run(backend: str, source: str, *arguments: object) -> subprocess.CompletedProcess[str]:
    """A program of its own, which must neither hang nor crash."""
    return subprocess.run([sys.executable, "-X", "faulthandler", "-c", source, *map(str, arguments)], text=True,
                          capture_output=True, timeout=FAR_S, env={**os.environ, "ATGATEWAY_BACKEND": backend})


ENDING = """
import sys, threading
import atgateway
port, seconds = int(sys.argv[1]), 600.0
def call():
    try:
        {call}
    except atgateway.Error:  # it was cancelled, or came too late to begin; often there is no time left to hear it
        pass
threads = [threading.Thread(target=call, daemon=True) for _ in range(48)]
for thread in threads:
    thread.start()
sys.stdin.readline()
"""


@pytest.mark.parametrize("name", CALLS)
def test_a_program_ends_while_daemon_threads_wait(backend: str, name: str) -> None:
    make, call = CALLS[name]
    peer = make()
    child = subprocess.Popen([sys.executable, "-X", "faulthandler", "-c", ENDING.format(call=call), str(peer.port)],
                             text=True, stdin=subprocess.PIPE, stderr=subprocess.PIPE,
                             env={**os.environ, "ATGATEWAY_BACKEND": backend})
    try:
        peer.wait_for_somebody()
        _, complaints = child.communicate("\n", timeout=FAR_S)
    finally:
        child.kill()
        child.wait()
        peer.close()
    assert child.returncode == 0, complaints
    assert complaints == ""


def test_a_program_ends_with_everything_open(backend: str, peer: Silent) -> None:
    done = run(backend, """
import sys, atgateway
gateway = atgateway.Gateway({"upstreams": [{"base_url": "sandbox:"}]})
sandbox = atgateway.Sandbox()
checks = atgateway.iter_diagnose(f"https://127.0.0.1:{sys.argv[1]}", deadline=600)
next(checks)
assert gateway.handle("GET", "/healthz")[0] == 200
""", peer.port)
    assert (done.returncode, done.stderr) == (0, "")


def test_an_object_that_dies_with_the_interpreter(backend: str, peer: Silent) -> None:
    done = run(backend, """
import sys, atgateway
class Cycle: pass
cycle = Cycle()
cycle.own = cycle
cycle.gateway = atgateway.Gateway({"upstreams": [{"base_url": "sandbox:"}]})
cycle.checks = atgateway.iter_diagnose(f"https://127.0.0.1:{sys.argv[1]}", deadline=600)
sys.modules["kept"] = cycle
""", peer.port)
    assert (done.returncode, done.stderr) == (0, "")
