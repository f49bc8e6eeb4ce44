"""Starts the real executable: sandbox and gateway, on ports that the system chooses."""
import json
import os
import pathlib
import subprocess
import time
import urllib.error
import urllib.request

import pytest

BINARY = os.environ["ATGATEWAY"]
CERTIFICATES = pathlib.Path(BINARY).parent / "tests/certificates"


class Process:
    """A subcommand that runs until it is told to stop; its stderr is the log."""

    def __init__(self, *arguments, env=None):
        clean = {k: v for k, v in os.environ.items() if not k.startswith("ATGATEWAY_") and k != "PORT"}
        self.process = subprocess.Popen([BINARY, *map(str, arguments)], stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                                        text=False, env={**clean, **(env or {})})
        os.set_blocking(self.process.stderr.fileno(), False)
        self.log = []
        self._rest = ""

    def lines(self):
        chunk = self.process.stderr.read()
        if chunk:
            self._rest += chunk.decode()
            *whole, self._rest = self._rest.split("\n")
            self.log += [json.loads(line) for line in whole if line.startswith("{")]
        return self.log

    def wait_for(self, wanted, what):
        until = time.monotonic() + 20
        while time.monotonic() < until:
            for line in self.lines():
                if wanted(line):
                    return line
            assert self.process.poll() is None, f"ended with {self.process.returncode} before {what}: {self._rest}"
            time.sleep(0.01)
        raise AssertionError(f"no log line: {what}; have {self.log}")

    def event(self, name, **fields):
        return self.wait_for(lambda l: l["event"] == name and all(l.get(k) == v for k, v in fields.items()), name)

    def stop(self, signal=15):
        if self.process.poll() is None:
            self.process.send_signal(signal)
        out, err = self.process.communicate(timeout=20)
        self._rest += (err or b"").decode()
        return self.process.returncode


@pytest.fixture
def start():
    running = []

    def begin(*arguments, **options):
        running.append(Process(*arguments, **options))
        return running[-1]

    yield begin
    for each in running:
        if each.process.poll() is None:
            each.process.kill()
            each.process.communicate()


@pytest.fixture
def gateway(start):
    """serve --upstream sandbox: without TLS; has .url, .admin and .post()."""

    def begin(*arguments, **options):
        process = start("serve", "--upstream", "sandbox:", "--tls-mode", "off", "--listen", "127.0.0.1:0",
                        "--admin", "127.0.0.1:0", *arguments, **options)
        process.url = "http://" + process.event("listening", listener="main")["address"]
        process.admin = "http://" + process.event("listening", listener="admin")["address"]
        return process

    return begin


def http(url, body=None, method=None, headers=None):
    """(status, headers, text) whatever the status."""
    data = None if body is None else body if isinstance(body, bytes) else json.dumps(body).encode()
    request = urllib.request.Request(url, data=data, method=method or ("POST" if data is not None else "GET"))
    if data is not None:
        request.add_header("Content-Type", "application/json")
    for name, value in (headers or {}).items():
        request.add_header(name, value)
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with opener.open(request, timeout=20) as reply:
            return reply.status, reply.headers, reply.read().decode()
    except urllib.error.HTTPError as reply:
        return reply.code, reply.headers, reply.read().decode()


def run(*arguments, env=None, stdin=""):
    clean = {k: v for k, v in os.environ.items() if not k.startswith("ATGATEWAY_") and k != "PORT"}
    return subprocess.run([BINARY, *map(str, arguments)], capture_output=True, text=True, input=stdin, timeout=60,
                          env={**clean, **(env or {})})
