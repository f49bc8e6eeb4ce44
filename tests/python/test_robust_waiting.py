"""Whatever waits lets other threads run, and ends when it is interrupted."""
from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from typing import Any

import atgateway
import pytest
from silence import CALLS, FAR_S, Counter, Silent

SOON_S = 0.5
INTERRUPTED = """
import sys
import atgateway
port, seconds = int(sys.argv[1]), 60.0
print(atgateway.backend, flush=True)
try:
    {call}
except KeyboardInterrupt:
    print("interrupted", flush=True)
"""


@pytest.fixture(params=CALLS)
def blocking(request: pytest.FixtureRequest) -> Any:
    """A peer that never answers, and the source of a call that waits for it."""
    make, call = CALLS[request.param]
    peer = make()
    yield peer, call
    peer.close()


def test_other_threads_run_while_it_waits(backend: str, blocking: Any) -> None:
    peer, call = blocking
    values = {"atgateway": atgateway, "port": peer.port, "seconds": 0.5}
    with Counter() as counter:
        before, began = counter.count, time.monotonic()
        eval(call, values)
        counted, took = counter.count - before, time.monotonic() - began
    assert took > 0.3, "it did not wait at all"
    assert counted > 50 * took, "the other thread stood still"


def interrupt(backend: str, peer: Any, call: str) -> float:
    """Seconds from SIGINT until the program goes on."""
    child = subprocess.Popen([sys.executable, "-c", INTERRUPTED.format(call=call), str(peer.port)], text=True,
                             stdout=subprocess.PIPE, env={**os.environ, "ATGATEWAY_BACKEND": backend})
    try:
        assert child.stdout is not None
        assert child.stdout.readline().strip() == backend
        peer.wait_for_somebody()
        began = time.monotonic()
        child.send_signal(signal.SIGINT)
        assert child.stdout.readline() == "interrupted\n"
        took = time.monotonic() - began
        assert child.wait(FAR_S) == 0
        return took
    finally:
        child.kill()
        child.communicate()


def test_an_interrupt_ends_it_soon(backend: str, blocking: Any) -> None:
    peer, call = blocking
    took = []
    for _ in range(3):  # a machine with other things to do may be late once
        took.append(interrupt(backend, peer, call))
        if took[-1] < SOON_S:
            return
    pytest.fail(f"interrupted after {took} s")


def test_a_handler_that_raises_nothing_does_not_end_it(backend: str) -> None:
    """Signals that a program handles in its own way come in between, and the call goes on."""
    peer, came = Silent(), []
    before = signal.signal(signal.SIGALRM, lambda *_: came.append(time.monotonic()))
    try:
        signal.setitimer(signal.ITIMER_REAL, 0.1, 0.1)
        report = atgateway.diagnose(f"https://127.0.0.1:{peer.port}", deadline=1.0)
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
        peer.close()
    assert report.verdict.status in ("incomplete", "fail")
    assert len(came) >= 3
