"""After fork(): the child goes its own way, and the parent does not notice."""
from __future__ import annotations

import os
import subprocess
import sys

import pytest
from silence import FAR_S, Silent

BEGIN = """
import gc, os, socket, sys, threading, time
import atgateway
port = int(sys.argv[1])
SANDBOX = {"upstreams": [{"base_url": "sandbox:"}]}
ASKS = ("POST", "/v1/rows/geocode", {"Authorization": "Bearer sandbox-token", "Content-Type": "application/json"},
        '{"row": ["Madrid"]}')
closed = socket.socket()
closed.bind(("127.0.0.1", 0))
CLOSED = f"https://127.0.0.1:{closed.getsockname()[1]}"

def in_child(body):
    sys.stdout.flush()
    child = os.fork()
    if child == 0:
        try:
            body()
            code = 0
        except BaseException:
            import traceback
            traceback.print_exc()
            code = 1
        sys.exit(code)  # the orderly way, with what Python does at its end
    assert os.waitpid(child, 0)[1] == 0

def code_of(call):
    try:
        call()
    except atgateway.Error as error:
        return error.code
"""

AFTER_IMPORT = """
def body():
    assert atgateway.diagnose(CLOSED).verdict.layer == "tcp"
    with atgateway.Gateway(SANDBOX) as gateway:
        assert gateway.handle(*ASKS)[0] == 200
in_child(body)
body()
"""

WITH_OBJECTS = """
gateway = atgateway.Gateway(SANDBOX)
assert gateway.handle(*ASKS)[0] == 200
sandbox = atgateway.Sandbox()
checks = atgateway.iter_diagnose(CLOSED)
checks.report()
def body():
    global gateway, sandbox, checks
    assert code_of(lambda: gateway.handle(*ASKS)) == "forked"
    gateway.close()
    sandbox.close()
    del gateway, sandbox, checks
    gc.collect()
    assert atgateway.diagnose(CLOSED).verdict.layer == "tcp"
    with atgateway.Gateway(SANDBOX) as own:
        assert own.handle(*ASKS)[0] == 200
in_child(body)
assert gateway.handle(*ASKS)[0] == 200
assert len(list(checks)) > 3
"""

# The child of somebody who was just then within OpenSSL would wait for its locks.
WHILE_DIAGNOSING = """
checks = atgateway.iter_diagnose(f"https://127.0.0.1:{port}", deadline=3)
next(checks)
sandbox = atgateway.Sandbox()
def body():
    global sandbox, checks
    if atgateway.backend == "core":
        assert code_of(lambda: list(checks)) == "forked"
        assert code_of(checks.report) == "forked"
        for call in (lambda: atgateway.diagnose(CLOSED), lambda: atgateway.Gateway(SANDBOX), atgateway.Sandbox,
                     lambda: atgateway.resolve("localhost")):
            assert code_of(call) == "forked"
    else:
        assert atgateway.diagnose(CLOSED).verdict.layer == "tcp"
    checks.close()
    del sandbox, checks
    gc.collect()
for _ in range(10):
    in_child(body)
assert len(list(checks)) > 3
assert checks.report().verdict.status == "incomplete", checks.report().verdict  # cut by its deadline, by nobody else
in_child(lambda: atgateway.diagnose(CLOSED))
"""

WHILE_HANDLING = """
gateway = atgateway.Gateway(SANDBOX)
stop = threading.Event()
failures = []
def call():
    while not stop.is_set():
        try:
            assert gateway.handle(*ASKS)[0] == 200
        except BaseException as error:
            failures.append(error)
            raise
threads = [threading.Thread(target=call) for _ in range(4)]
for thread in threads:
    thread.start()
def body():
    assert code_of(lambda: gateway.handle(*ASKS)) == "forked"
    assert code_of(lambda: atgateway.diagnose(CLOSED)) in (None, "forked")
    gateway.close()
for _ in range(10):
    in_child(body)
stop.set()
for thread in threads:
    thread.join()
assert not failures, failures
"""

IN_A_HANDLER = """
import signal
forked = []
def fork(*_):
    forked.append(os.fork())
signal.signal(signal.SIGALRM, fork)
signal.setitimer(signal.ITIMER_REAL, 0.2)
code = code_of(lambda: atgateway.diagnose(f"https://127.0.0.1:{port}", deadline=2))
if forked == [0]:
    sys.exit(0 if code == "forked" or atgateway.backend == "process" else 1)
assert code is None and os.waitpid(forked[0], 0)[1] == 0
"""

POOL = """
import multiprocessing
def layer(_):
    return atgateway.diagnose(CLOSED).verdict.layer
with multiprocessing.get_context("fork").Pool(2) as pool:
    assert pool.map(layer, range(6)) == ["tcp"] * 6
"""


@pytest.mark.parametrize("source", [AFTER_IMPORT, WITH_OBJECTS, WHILE_DIAGNOSING, WHILE_HANDLING, IN_A_HANDLER, POOL],
                         ids=["after-import", "with-objects", "while-diagnosing", "while-handling", "in-a-handler",
                              "pool"])
def test_fork(backend: str, source: str) -> None:
    peer = Silent()
    try:
        done = subprocess.run([sys.executable, "-X", "faulthandler", "-c", BEGIN + source, str(peer.port)], text=True,
                              capture_output=True, timeout=2 * FAR_S,
                              env={**os.environ, "ATGATEWAY_BACKEND": backend})
    finally:
        peer.close()
    assert done.returncode == 0, done.stderr
