"""The OpenAPI document against what the gateway does: every reply has to be one that the document allows."""
import json
import os
import pathlib
import re
import socket
import subprocess
import sys
import time

import pytest
from conftest import http

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(ROOT / "tests/support"))
from openapi_contract import Contract  # noqa: E402
from openapi_calls import CALLS, RAW  # noqa: E402

TOOLS = pathlib.Path(os.environ.get("OPENAPI_TOOLS", ROOT / "build/openapi-tools")) / "bin"

needs_tools = pytest.mark.skipif(not (TOOLS / "st").exists(), reason="PyPI's schemathesis could not be installed")


@pytest.fixture
def everything(start, tmp_path):
    """A gateway with everything on that is off by default, before the sandbox."""
    config = tmp_path / "gateway.json"
    config.write_text(json.dumps({
        "upstreams": [{"base_url": "sandbox:", "allowed_paths": ["/v3/lds"]}], "listen": "127.0.0.1:0",
        "admin": "127.0.0.1:0", "tls": {"mode": "off"}, "snowflake": {"async": "single-replica"},
        "timeouts_ms": {"header": 300, "drain_notice": 3000}}))
    process = start("serve", "--config", config)
    process.address = process.event("listening", listener="main")["address"]
    process.url = "http://" + process.address
    return process


def fetch(url):
    return json.loads(http(url + "/openapi.json")[2])


def raw(address, request):
    """Bytes out, one reply in: for what no HTTP client sends."""
    host, port = address.split(":")
    with socket.create_connection((host, int(port)), timeout=20) as peer:
        peer.sendall(request)
        reply = b""
        while chunk := peer.recv(65536):
            reply += chunk
            head, end, body = reply.partition(b"\r\n\r\n")
            length = re.search(rb"(?i)\r\ncontent-length: (\d+)", head)
            if end and length and len(body) >= int(length[1]):
                break
    first, *fields = head.decode().split("\r\n")
    return int(first.split()[1]), [tuple(f.split(": ", 1)) for f in fields], body.decode()


def examples(document):
    """Every example of every request: its name, and method, path and body of the call."""
    for template, operations in document["paths"].items():
        for method, operation in operations.items():
            content = operation.get("requestBody", {}).get("content", {})
            for name, example in content.get("application/json", {}).get("examples", {}).items():
                yield f"{template} {name}", method, template.replace("{service}", "geocode"), example["value"]


def test_the_same_bytes_every_time_and_everywhere(gateway):
    texts = {http(gateway().url + "/openapi.json")[2] for _ in range(2)}
    assert len(texts) == 1 and len(texts.pop()) < 100_000


@needs_tools
def test_is_valid_openapi(gateway, tmp_path):
    file = tmp_path / "openapi.json"
    file.write_text(http(gateway().url + "/openapi.json")[2])
    done = subprocess.run([TOOLS / "openapi-spec-validator", file], capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr


def test_examples_are_answered_and_are_what_their_schema_says(everything):
    contract = Contract(fetch(everything.url))
    seen = 0
    for name, method, path, value in examples(contract.document):
        operation = contract.document["paths"][contract.find(path)][method]
        schema = operation["requestBody"]["content"]["application/json"]["schema"]
        assert contract.errors(schema, value) == [], name
        status, headers, body = http(everything.url + path, value)
        assert status == 200 and not re.search(r'"error\\*":(?!\s*null)', body), (name, body)
        assert contract.mistakes(method.upper(), path, status, headers, body) == [], name
        seen += 1
    assert seen >= 2 * len(contract.document["components"]["parameters"]["service"]["schema"]["enum"]) + 6


def test_replies_to_real_calls_are_in_the_document(everything):
    contract = Contract(fetch(everything.url))
    seen = set()

    def judge(wanted, method, path, status, headers, body):
        assert status == wanted, (method, path[:80], body[:500])
        assert contract.mistakes(method, path, status, headers, body) == [], body[:2000]
        seen.add((method, contract.find(path), status))

    for status, method, path, body, headers in CALLS:
        judge(status, method, path, *http(everything.url + path, body, method, headers))
    for status, request in RAW:
        method, path = request.decode().split()[:2]
        judge(status, method, path, *raw(everything.address, request))
    operations = {(method.upper(), path) for path, each in contract.document["paths"].items() for method in each}
    assert operations == {(method, path) for method, path, status in seen if path and status < 300} | {
        ("POST", f"/v1/rows/{name}") for name in ("reverse-geocode", "isoline")}  # their examples are answered above
    everything.process.send_signal(15)
    everything.event("draining")
    judge(503, "GET", "/readyz", *http(everything.url + "/readyz"))


def test_the_judge_notices():
    """A contract that allows anything would prove nothing."""
    schema = {"type": "object", "additionalProperties": False, "properties": {"a": {"enum": ["b"]}}}
    response = {"headers": {"x-request-id": {"required": True, "schema": {"type": "string"}}},
                "content": {"application/json": {"schema": schema}}}
    document = {"paths": {"/x": {"get": {"responses": {"200": response}}}}, "components": {"responses": {}}}
    strict, lenient = Contract(document), Contract(document, lenient=True)
    good = {"x-request-id": "1", "Content-Type": "application/json"}
    assert strict.mistakes("GET", "/x?y", 200, good, '{"a": "b"}') == []
    assert lenient.mistakes("GET", "/x", 200, {}, '{"a": "*"}') == []
    for status, headers, body in ((201, good, "{}"), (200, good, '{"c": 1}'), (200, good, '{"a": "*"}'),
                                  (200, {}, "{}"), (200, {**good, "Content-Type": "text/plain"}, "{}"),
                                  (200, {**good, "atgateway-new": "1"}, "{}")):
        assert len(strict.mistakes("GET", "/x", status, headers, body)) >= 1, (status, headers, body)
    assert strict.mistakes("GET", "/y", 200, good, "{}") and lenient.mistakes("GET", "/x", 200, {}, '{"a": "c"}')


def sections(text):
    """Titles and contents of a case file, in order."""
    parts = re.split(r"(?m)^--- (.*)\n", text)
    return list(zip(parts[1::2], parts[2::2]))


def message(text):
    """First line, fields, body."""
    first, _, rest = text.partition("\n")
    if rest.startswith("\n"):
        return first, [], rest.strip()
    head, _, body = rest.partition("\n\n")
    fields = [tuple(part.strip() for part in line.split(":", 1)) for line in head.splitlines() if ":" in line]
    return first, fields, body.strip()


def test_replies_of_the_flow_cases_are_in_the_document(gateway):
    """The cases are what the gateway sends: tests/flow runs them. "*" stands for any string there."""
    contract = Contract(fetch(gateway().url), lenient=True)
    files = sorted((ROOT / "tests/flow/cases").glob("*.txt"))
    judged, with_json = [], []
    for file in files:
        requests = [message(text)[0] for title, text in sections(file.read_text()) if title.startswith("request")]
        replies = [message(text) for title, text in sections(file.read_text()) if title == "reply"]
        assert len(requests) == len(replies) > 0, file.name
        for request, (status, fields, body) in zip(requests, replies):
            method, path = request.split()[:2]
            fields = [(name, value) for name, value in fields if not name.startswith("!")]
            assert contract.mistakes(method, path, int(status), fields, body) == [], file.name
            if body.startswith(("{", "[")):
                judged.append(file.name)
        if re.search(r"(?m)^--- reply\n(?:\S.*\n)+\n[{\[]", file.read_text()):
            with_json.append(file.name)
    assert sorted(set(judged)) == with_json and len(with_json) > 0.8 * len(files)


@needs_tools
def test_exploring_from_the_document_finds_nothing(everything, tmp_path):
    """Some thousands of calls, right and wrong, made from the document with a fixed seed."""
    checks = ["not_a_server_error", "status_code_conformance", "content_type_conformance",
              "response_schema_conformance", "response_headers_conformance"]
    file = tmp_path / "openapi.json"
    file.write_text(http(everything.url + "/openapi.json")[2])
    with open(tmp_path / "out", "w+") as out:
        run = subprocess.Popen([TOOLS / "st", "run", file, "--url", everything.url, "--checks", ",".join(checks),
                                "--seed", "1", "--max-examples", "30", "--phases", "examples,coverage,fuzzing",
                                "--continue-on-failure", "--header", "Authorization: Bearer sandbox-token",
                                "--no-color"], cwd=tmp_path, stdout=out, stderr=subprocess.STDOUT)
        while run.poll() is None:
            everything.lines()  # a log that nobody reads fills its pipe
            time.sleep(0.05)
        out.seek(0)
        told = out.read()
    assert run.returncode == 0, told[-8000:]
    generated, passed = map(int, re.search(r"(\d+) generated, (\d+) passed", told).groups())
    operations = sum(len(each) for each in json.loads(file.read_text())["paths"].values())
    assert f"Tested: {operations}" in told and generated == passed > 100 * operations, told[-3000:]
