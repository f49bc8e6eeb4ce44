"""Errors of C++ become one exception of Python."""
from __future__ import annotations

import subprocess
import sys
from typing import Any

import atgateway
import pytest

core = pytest.importorskip("atgateway._core")


@pytest.mark.parametrize("call, code, field", [
    (lambda: core.Gateway('{"unknown": 1}'), "bad-config", "/unknown"),
    (lambda: core.Gateway("{"), "bad-config", ""),
    (lambda: core.resolve("example.test", "nowhere", "A", 1.0), "bad-target", "/nameserver"),
    (lambda: core.resolve("..", "", "A", 1.0), "bad-target", "/name"),
    (lambda: core.render("{}", "text"), "bad-report", None),
    (lambda: core.render("{}", "pdf"), "bad-config", "form"),
    (lambda: core.parse_request(b"GET / HTTP/1.1\r\n\r\n"), "bad-request", None),
    (lambda: core.Sandbox(latency=0.0, latency_jitter=0.0, error_rate=2.0, status=500, reset_rate=0.0, rate_limit=0,
                          quota=0, seed=1), "bad-config", None),
])
def test_an_error_says_everything(call: Any, code: str, field: str | None) -> None:
    with pytest.raises(atgateway.Error) as caught:
        call()
    error = caught.value
    assert type(error) is atgateway.Error
    assert error.code == code
    assert error.layer in ("config", "http", "gateway", "dns")
    assert error.message and error.hint
    if field is not None:
        assert error.field == field


def test_it_comes_through_when_the_package_cannot_say_it() -> None:
    """While the interpreter ends, or an import was half done, its class is not there."""
    done = subprocess.run([sys.executable, "-c", """
import sys
from atgateway import _core
sys.modules["atgateway._error"] = None
try:
    _core.Gateway("{")
except RuntimeError as error:
    assert "bad-config" in str(error), error
else:
    raise SystemExit("no error")
"""], capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""


def test_no_memory_is_a_memory_error() -> None:
    """The body of a gateway's request is copied: as much again must fit."""
    done = subprocess.run([sys.executable, "-c", """
import resource
from atgateway import _core
body = b"GET / HTTP/1.1\\r\\nHost: a\\r\\n" + b"x" * (192 << 20)
gateway = _core.Gateway('{"upstreams": [{"base_url": "sandbox:"}]}')
with open("/proc/self/statm") as statm:
    used = int(statm.read().split()[0]) * resource.getpagesize()
resource.setrlimit(resource.RLIMIT_AS, (used + (96 << 20), -1))
try:
    gateway.handle("POST", "/v1/rows/geocode", [], body, None)
except MemoryError:
    pass
else:
    raise SystemExit("no error")
"""], capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr


def test_no_thread_is_an_internal_error() -> None:
    done = subprocess.run([sys.executable, "-c", """
import resource, sys
import atgateway
from atgateway import _core
resource.setrlimit(resource.RLIMIT_STACK, (1 << 40, resource.RLIM_INFINITY))
with open("/proc/self/statm") as statm:
    used = int(statm.read().split()[0]) * resource.getpagesize()
resource.setrlimit(resource.RLIMIT_AS, (used + (2 << 20), -1))
try:
    _core.connect("127.0.0.1", 1, 1.0)
except atgateway.Error as error:
    sys.exit(0 if error.code == "internal" else f"{error!r}")
except MemoryError:
    sys.exit(0)
sys.exit("no error")
"""], capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
