"""The gateway within a program, in front of a sandbox."""

from __future__ import annotations

import gc
import json
import os
import pickle
import subprocess
import sys
import threading
from types import MappingProxyType

import pytest
from atgateway import Error, Gateway, Headers, Sandbox

pytestmark = pytest.mark.usefixtures("backend")
SANDBOX = {"upstreams": [{"base_url": "sandbox:"}]}
JSON = {"Content-Type": "application/json", "Authorization": "Bearer sandbox-token"}


@pytest.fixture
def gateway(backend):
    with Gateway(SANDBOX) as gateway:
        yield gateway


def test_an_exchange(gateway):
    status, headers, body = gateway.handle("POST", "/v1/rows/geocode", JSON, '{"row": {"address": "Madrid"}}')
    assert status == 200 and isinstance(headers, Headers) and isinstance(body, bytes)
    assert headers["content-type"] == "application/json" and headers["atgateway-sandbox"] == "1"
    assert json.loads(body)["result"]["status"] == "ok"


@pytest.mark.parametrize(
    "form",
    [
        dict,
        MappingProxyType,
        lambda fields: list(fields.items()),
        lambda fields: iter(fields.items()),
        lambda fields: Headers(fields.items()),
        lambda fields: [list(pair) for pair in fields.items()],
    ],
)
def test_forms_of_headers(gateway, form):
    assert gateway.handle("POST", "/v1/rows/quota", form(JSON), b'{"row": {}}')[0] == 200


@pytest.mark.parametrize("body", ['{"row": {}}', b'{"row": {}}', bytearray(b'{"row": {}}'), memoryview(b'{"row": {}}')])
def test_forms_of_bodies(gateway, body):
    assert gateway.handle("POST", "/v1/rows/quota", JSON, body)[0] == 200


def test_what_a_caller_does_wrong_is_a_reply(gateway):
    for method, path, body, status in [
        ("GET", "/nowhere", b"", 404),
        ("PUT", "/v1/rows/geocode", b"", 405),
        ("POST", "/v1/rows/geocode", b"\xff", 400),
        ("", "", b"", None),
        ("GET", "no slash", b"", None),
        ("GET", "/\0\r\n\xff", b"", None),
    ]:
        got, headers, reply = gateway.handle(method, path, JSON, body)
        assert 400 <= got < 500 and (status is None or got == status), (method, path)
        assert "application/problem+json" in headers["content-type"] and json.loads(reply)["code"]


def test_bytes_of_fields_arrive_as_they_are(gateway):
    """Fields are Latin-1, as a listener would have read them; the gateway's JSON shows what is no UTF-8 as such."""
    _, _, body = gateway.handle("GET", "/v1/whoami", {"User-Agent": "caf\xe9/1"})
    assert json.loads(body)["user_agent"] == "caf\ufffd/1"


@pytest.mark.parametrize(
    "form", [json.dumps, dict, MappingProxyType, lambda config: "// a file\n" + json.dumps(config)]
)
def test_forms_of_the_configuration(backend, form):
    with Gateway(form(SANDBOX)) as gateway:
        assert gateway.handle("GET", "/healthz")[0] == 200


def test_paths_stand_in_a_configuration(backend, tmp_path):
    with pytest.raises(Error) as caught:
        Gateway({"upstreams": [{"base_url": "https://a.example", "ca": tmp_path / "none"}]})
    assert caught.value.code == "bad-config"


BAD = [
    ("", "bad-config", None),
    ("{", "bad-config", ""),
    ("[]", "bad-config", ""),
    ('{"a": 1, "a": 2}', "bad-config", None),
    ({"upstream": []}, "bad-config", "/upstream"),
    ({"upstreams": [{"base_url": 1}]}, "bad-config", "/upstreams/0/base_url"),
    ({}, "bad-config", "/upstreams"),
]


@pytest.mark.parametrize(("config", "code", "field"), BAD, ids=[str(config) for config, _, _ in BAD])
def test_a_configuration_that_cannot_be_used(config, code, field):
    with pytest.raises(Error) as caught:
        Gateway(config)
    assert (caught.value.code, caught.value.layer) == (code, "config")
    assert field is None or caught.value.field == field


def nested(depth):
    levels = []
    for _ in range(depth):
        levels = [levels]
    return levels


@pytest.mark.parametrize("depth", [20, 100_000])
def test_a_configuration_that_is_nested_too_deeply(backend, depth):
    for config in ({"upstreams": nested(depth)}, '{"upstreams": ' + "[" * depth + "]" * depth + "}"):
        with pytest.raises(Error) as caught:
            Gateway(config)
        assert (caught.value.code, caught.value.layer) == ("bad-config", "config") and caught.value.hint


def test_a_sandbox_of_its_own(backend):
    with Sandbox() as sandbox, Gateway({"upstreams": [{"base_url": sandbox.url}]}) as gateway:
        _, _, body = gateway.handle(
            "POST", "/v1/rows/geocode", JSON, '{"rows": [{"address": "Madrid"}, {"address": "Oslo"}]}'
        )
        assert json.loads(body)["failed"] == 0
        assert sandbox.ledger()["metered_rows"] == 2


def test_64_threads(backend):
    with Sandbox(latency=0.05) as sandbox, Gateway({"upstreams": [{"base_url": sandbox.url}]}) as gateway:
        answers = {}

        def call(index):
            # Each with a row of its own, so that an answer in the wrong hands shows.
            row = {"id": str(index), "longitude": index / 10, "latitude": 40}
            answers[index] = json.loads(
                gateway.handle("POST", "/v1/rows/reverse-geocode", JSON, json.dumps({"row": row}))[2]
            )

        threads = [threading.Thread(target=call, args=(index,)) for index in range(64)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert {index: answer["result"]["id"] for index, answer in answers.items()} == {i: str(i) for i in range(64)}


def test_a_large_body(gateway):
    rows = [{"address": "x" * 1000}] * 9000
    status, _, body = gateway.handle("POST", "/v1/rows/geocode?dry_run=1", JSON, json.dumps({"rows": rows}))
    assert status == 200 and json.loads(body)["rows"] == 9000


def test_a_deadline(backend):
    with Sandbox(latency=30) as sandbox, Gateway({"upstreams": [{"base_url": sandbox.url}]}) as gateway:
        status, _, body = gateway.handle("POST", "/v1/rows/quota", JSON, '{"row": {}}', deadline=0.2)
        assert (status, json.loads(body)["result"]["error"]["code"]) == (200, "upstream-timeout")
        assert gateway.handle("GET", "/healthz", deadline=20)[0] == 200


def test_closing_cancels_what_is_under_way(backend):
    with Sandbox(latency=30) as sandbox:
        gateway = Gateway({"upstreams": [{"base_url": sandbox.url}]})
        outcome = []

        def call():
            try:
                outcome.append(json.loads(gateway.handle("POST", "/v1/rows/quota", JSON, '{"row": {}}')[2]))
            except Error as error:
                outcome.append(error.code)

        thread = threading.Thread(target=call)
        thread.start()
        while not sandbox.ledger()["calls"]:
            pass
        gateway.close()
        thread.join(30)
        assert not thread.is_alive() and outcome == ["cancelled"]
        with pytest.raises(Error) as caught:
            gateway.handle("GET", "/healthz")
        assert caught.value.code == "cancelled"
        gateway.close()


def test_dropped_while_calls_are_under_way(backend):
    with Sandbox(latency=0.2) as sandbox:
        statuses = []
        threads = [
            threading.Thread(
                target=lambda: statuses.append(
                    Gateway({"upstreams": [{"base_url": sandbox.url}]}).handle(
                        "POST", "/v1/rows/quota", JSON, '{"row": {}}'
                    )[0]
                )
            )
            for _ in range(4)
        ]
        for thread in threads:
            thread.start()
        gc.collect()
        for thread in threads:
            thread.join()
        assert statuses == [200] * 4


FORKED = """
import os, sys
from atgateway import Error, Gateway
gateway = Gateway({"upstreams": [{"base_url": "sandbox:"}]})
assert gateway.handle("GET", "/healthz")[0] == 200
pid = os.fork()
if pid == 0:
    status = 1
    try:
        gateway.handle("GET", "/healthz")
    except Error as error:
        status = 0 if error.code == "forked" else 2
    gateway.close()
    del gateway
    with Gateway({"upstreams": [{"base_url": "sandbox:"}]}) as own:
        status = status or own.handle("GET", "/healthz")[0] - 200
    os._exit(status)
assert os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == 0
assert gateway.handle("GET", "/healthz")[0] == 200
print("fine")
"""


def test_after_a_fork(backend):
    done = subprocess.run(
        [sys.executable, "-c", FORKED],
        timeout=60,
        text=True,
        capture_output=True,
        env={**os.environ, "ATGATEWAY_BACKEND": backend},
    )
    assert done.stdout == "fine\n", done.stderr


def test_it_is_not_pickled(gateway):
    with pytest.raises(TypeError):
        pickle.dumps(gateway)
