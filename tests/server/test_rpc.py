"""`atgateway rpc`: the real executable over real pipes."""
import base64
import json
import pathlib
import re
import select
import signal
import socket
import subprocess
import time

import pytest

from conftest import BINARY, run

PAGE = pathlib.Path(__file__).resolve().parents[2] / "docs/rpc.md"
MADRID = base64.b64encode(b'{"row":{"address":"Madrid"}}').decode()


class Child:
    """One `atgateway rpc`; reads are bounded, so that a test never hangs."""

    def __init__(self):
        self.process = subprocess.Popen([BINARY, "rpc"], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                        stderr=subprocess.PIPE, bufsize=0)
        self._rest = b""
        self._next = 0

    def write(self, line):
        self.process.stdin.write(line if isinstance(line, bytes) else json.dumps(line).encode() + b"\n")

    def read(self, seconds=20):
        until = time.monotonic() + seconds
        while b"\n" not in self._rest:
            assert select.select([self.process.stdout], [], [], max(0, until - time.monotonic()))[0], "no answer"
            chunk = self.process.stdout.read(1 << 16)
            assert chunk, "ended"
            self._rest += chunk
        line, _, self._rest = self._rest.partition(b"\n")
        return json.loads(line)

    def send(self, method, /, **params):
        self._next += 1
        self.write({"id": self._next, "method": method, "params": params})
        return self._next

    def call(self, method, /, **params):
        number = self.send(method, **params)
        while "check" in (answer := self.read()):
            assert answer["id"] == number
        assert answer["id"] == number
        return answer

    def end(self):
        self.process.stdin.close()
        rest = self.process.stdout.read()
        assert self.process.stderr.read() == b""
        return self.process.wait(20), rest


@pytest.fixture
def child():
    one = Child()
    yield one
    if one.process.poll() is None:
        one.process.kill()
    for pipe in (one.process.stdin, one.process.stdout, one.process.stderr):
        pipe.close()
    one.process.wait(20)


@pytest.fixture
def silent():
    """A port that accepts and says nothing."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        yield listening


def page_examples():
    """(request, documented answer) of every method on the page."""
    lines = [json.loads(line) for line in re.findall(r'^    (\{"id".*\})$', PAGE.read_text(), re.MULTILINE)]
    requests = [line for line in lines if "method" in line]
    assert len({each["method"] for each in requests}) == 15
    for request in requests:
        after = lines[lines.index(request) + 1:]
        yield request, next(each for each in after if "check" not in each)


def shape(value):
    return sorted(value) if isinstance(value, dict) else type(value)


def test_the_page_shows_what_happens(child):
    for request, documented in page_examples():
        child.write(request)
        while "check" in (answer := child.read()):
            pass
        assert answer["id"] == request["id"]
        assert shape(answer) == shape(documented), (request, answer)
        kind = "result" if "result" in documented else "error"
        assert shape(answer[kind]) == shape(documented[kind]), (request, answer)
        if kind == "error":
            assert {**answer["error"], "hint": "…"} == documented["error"]


def test_one_line_and_the_end():
    ended = run("rpc", stdin='{"id":1,"method":"version"}\n')
    assert (ended.returncode, ended.stderr) == (0, "")
    assert json.loads(ended.stdout)["result"]["version"] == json.loads(run("version", "--json").stdout)["atgateway"]
    assert run("rpc").returncode == 0


def test_help_shows_a_line_to_try():
    page = run("rpc", "--help").stdout
    example = next(line for line in page.splitlines() if '"version"' in line)
    ended = subprocess.run(example.replace("atgateway rpc", f"'{BINARY}' rpc"), shell=True, capture_output=True)
    assert json.loads(ended.stdout)["id"] == 1


def test_nonsense_is_answered_and_the_next_line_read(child):
    for line in [b"\n", b"\0\n", b"\xff\xfe\n", b"{\n", b"[" * 100000 + b"\n", b'"' + b"x" * 3000000 + b'"\n',
                 b'{"id":1,"method":"version"\n']:
        child.write(line)
    answers = [child.read() for _ in range(6)]
    assert [each["error"]["code"] for each in answers] == ["bad-json"] * 3 + ["json-limit", "bad-field", "bad-json"]
    assert answers[-1]["id"] == 1
    assert "version" in child.call("version")["result"]
    assert child.end() == (0, b"")


def test_a_line_of_256_mib_is_the_longest(child):
    block = b"x" * (1 << 20)
    child.write(b'{"id":1,"method":"')
    for _ in range(256):
        child.write(block)
    child.write(b'"}\n')
    assert child.read(60)["error"]["code"] == "body-too-large"
    assert "version" in child.call("version")["result"]


def test_a_gateway_answers_many_at_once_over_a_sandbox_of_another_process(child):
    other = Child()
    url = other.call("sandbox.start", latency=0.05)["result"]["url"]
    config = {"upstreams": [{"base_url": url, "allow_plaintext": True}]}
    gateway = child.call("gateway.create", config=config)["result"]["gateway"]
    numbers = [child.send("gateway.handle", gateway=gateway, method="POST", path="/v1/rows/geocode",
                          headers=[["Authorization", "Bearer sandbox-token"], ["Content-Type", "application/json"]],
                          body_base64=MADRID) for _ in range(64)]
    answers = {answer["id"]: answer["result"] for answer in (child.read() for _ in numbers)}
    assert sorted(answers) == numbers
    for result in answers.values():
        assert result["status"] == 200
        assert json.loads(base64.b64decode(result["body_base64"]))["result"]["status"] == "ok"
    assert other.call("sandbox.ledger", sandbox=1)["result"]["ledger"]["metered_rows"] == 64
    assert child.end() == (0, b"")
    assert other.end() == (0, b"")


@pytest.mark.parametrize("method", ["diagnose", "inspect_tls"])
def test_the_end_of_the_input_cancels(child, silent, method):
    port = silent.getsockname()[1]
    params = ({"target": f"https://127.0.0.1:{port}"} if method == "diagnose" else {"host": "127.0.0.1", "port": port})
    child.send(method, deadline=60, **params)
    connection, _ = silent.accept()  # it is at it
    began = time.monotonic()
    code, rest = child.end()
    connection.close()
    assert code == 0
    assert time.monotonic() - began < 20
    assert json.loads(rest.splitlines()[-1])["error"]["code"] == "cancelled"


def test_the_end_of_the_input_cancels_calls_of_a_gateway(child, silent):
    base = f"http://127.0.0.1:{silent.getsockname()[1]}"
    child.call("gateway.create", config={"upstreams": [{"base_url": base, "allow_plaintext": True}]})
    number = child.send("gateway.handle", gateway=1, method="POST", path="/v1/rows/geocode", body_base64=MADRID,
                        headers=[["Authorization", "Bearer t"], ["Content-Type", "application/json"]])
    connection, _ = silent.accept()
    code, rest = child.end()
    connection.close()
    assert code == 0
    answer = json.loads(rest)
    assert (answer["id"], answer["error"]["code"]) == (number, "cancelled")


def test_nobody_reads_any_more(child):
    child.process.stdout.close()
    child.send("version")
    assert child.process.wait(20) == 0
    child.process.stdout = child.process.stderr  # for the fixture
    assert child.process.stderr.read() == b""


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_it(child, number):
    child.call("version")
    child.process.send_signal(number)
    assert child.process.wait(20) == -number


def test_a_token_stands_nowhere(child, silent):
    token = "tok-" + "5ecret" * 10
    port = silent.getsockname()[1]
    child.send("diagnose", target=f"https://127.0.0.1:{port}", token=token, deadline=60)
    connection, _ = silent.accept()
    pid = child.process.pid
    assert token not in pathlib.Path(f"/proc/{pid}/cmdline").read_text()
    code, rest = child.end()
    connection.close()
    assert code == 0
    assert token.encode() not in rest


def test_it_starts_nothing_that_is_not_asked_for(child):
    def threads():
        page = pathlib.Path(f"/proc/{child.process.pid}/status").read_text()
        return int(re.search(r"^Threads:\s+(\d+)$", page, re.MULTILINE)[1])

    child.call("version")
    assert threads() == 3  # itself, who reads and who writes
    child.call("sandbox.start")
    assert threads() > 3
    child.call("sandbox.close", sandbox=1)
    assert threads() == 3
