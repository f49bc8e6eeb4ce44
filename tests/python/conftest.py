"""One suite for both backends: a test that asks for `backend` runs once over each that is there.

The package is taken from where Python finds it: an installed wheel, or a build's `python` folder on PYTHONPATH.
ATGATEWAY_TEST_BACKENDS (such as "process") leaves others out, but for the tests that compare them.
"""

from __future__ import annotations

import importlib
import json
import os
import select
import shutil
import socket
import subprocess
from pathlib import Path
from types import ModuleType
from typing import Any

import atgateway
import pytest
from atgateway import _backend
from atgateway._executable import executable_path

WANTED = os.environ.get("ATGATEWAY_TEST_BACKENDS", "core process").replace(",", " ").split()


def _found() -> dict[str, ModuleType]:
    found = {}
    try:
        found["core"] = importlib.import_module("atgateway._core")
    except ImportError:
        pass
    if os.access(executable_path(), os.X_OK):
        found["process"] = importlib.import_module("atgateway._process")
    return found


AVAILABLE = _found()
BACKENDS = {name: module for name, module in AVAILABLE.items() if name in WANTED}


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "backend" in metafunc.fixturenames:
        metafunc.parametrize("backend", list(BACKENDS), indirect=True)


def pytest_report_header() -> str:
    return f"atgateway from {Path(atgateway.__file__).parent}, over {' and '.join(BACKENDS) or 'no backend'}"


@pytest.fixture
def backend(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """The name of the backend that the whole package uses during the test."""
    monkeypatch.setattr(_backend, "chosen", BACKENDS[request.param])
    monkeypatch.setattr(_backend, "name", request.param)
    monkeypatch.setattr(atgateway, "backend", request.param)
    return str(request.param)


@pytest.fixture
def closed() -> Any:
    """A target on a port where nobody listens, and that nobody else gets meanwhile."""
    with socket.socket() as holder:
        holder.bind(("127.0.0.1", 0))
        yield f"https://127.0.0.1:{holder.getsockname()[1]}"


@pytest.fixture
def silent() -> Any:
    """A target that takes connections and never says a word."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen(64)
        yield f"https://127.0.0.1:{listener.getsockname()[1]}"


@pytest.fixture(scope="session")
def executable() -> str:
    path = executable_path()
    if not os.access(path, os.X_OK):
        pytest.skip("this package brings no executable")
    return path


def _openssl(*arguments: str) -> None:
    subprocess.run(["openssl", *arguments], check=True, capture_output=True)


@pytest.fixture(scope="session")
def certificates(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with ca.crt, and server.crt and server.key for localhost."""
    if shutil.which("openssl") is None:
        pytest.skip("the openssl command makes the certificates, and is not installed")
    folder = tmp_path_factory.mktemp("certificates")
    _openssl(
        "req",
        "-x509",
        "-newkey",
        "ec",
        "-pkeyopt",
        "ec_paramgen_curve:prime256v1",
        "-nodes",
        "-days",
        "90",
        "-subj",
        "/CN=test authority",
        "-keyout",
        f"{folder}/ca.key",
        "-out",
        f"{folder}/ca.crt",
    )
    _openssl(
        "req",
        "-newkey",
        "ec",
        "-pkeyopt",
        "ec_paramgen_curve:prime256v1",
        "-nodes",
        "-subj",
        "/CN=localhost",
        "-keyout",
        f"{folder}/server.key",
        "-out",
        f"{folder}/server.csr",
    )
    (folder / "names").write_text("subjectAltName=DNS:localhost,IP:127.0.0.1\nextendedKeyUsage=serverAuth\n")
    _openssl(
        "x509",
        "-req",
        "-in",
        f"{folder}/server.csr",
        "-CA",
        f"{folder}/ca.crt",
        "-CAkey",
        f"{folder}/ca.key",
        "-CAcreateserial",
        "-days",
        "60",
        "-extfile",
        f"{folder}/names",
        "-out",
        f"{folder}/server.crt",
    )
    return folder


class Served:
    """A gateway over TLS, started from the executable."""

    def __init__(self, executable: str, certificates: Path) -> None:
        clean = {key: value for key, value in os.environ.items() if not key.startswith("ATGATEWAY_") and key != "PORT"}
        self.ca = certificates / "ca.crt"
        self.process = subprocess.Popen(
            [
                executable,
                "serve",
                "--upstream",
                "sandbox:",
                "--listen",
                "127.0.0.1:0",
                "--admin",
                "127.0.0.1:0",
                "--tls-certificate",
                str(certificates / "server.crt"),
                "--tls-key",
                str(certificates / "server.key"),
            ],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            env=clean,
            bufsize=0,
        )  # select() must see every line
        port = self._wait_for("listening", listener="main")["address"].rpartition(":")[2]
        self.url = f"https://localhost:{port}"

    def _wait_for(self, event: str, **members: str) -> dict[str, Any]:
        assert self.process.stderr is not None
        while select.select([self.process.stderr], [], [], 20)[0]:
            line = self.process.stderr.readline()
            assert line, f"it ended with {self.process.wait()} before {event}"
            document = json.loads(line) if line.startswith(b"{") else {}
            if document.get("event") == event and all(document.get(key) == value for key, value in members.items()):
                return dict(document)
        raise AssertionError(f"no {event} within 20 s")

    def stop(self) -> None:
        self.process.kill()
        self.process.communicate()


@pytest.fixture(scope="session")
def served(executable: str, certificates: Path) -> Any:
    gateway = Served(executable, certificates)
    yield gateway
    gateway.stop()
