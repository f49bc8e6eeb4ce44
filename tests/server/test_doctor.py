"""`atgateway doctor` as a person, a script and a terminal use it. What it finds in which network: tests/flow/doctor."""
import json
import os
import pathlib
import pty
import re
import select
import signal
import socket
import subprocess
import time
import xml.etree.ElementTree as ElementTree

import jsonschema
import pytest
from conftest import BINARY, CERTIFICATES

ROOT = pathlib.Path(__file__).resolve().parents[2]
SCHEMA = json.loads((ROOT / "docs/report.schema.json").read_text())
TOKEN = "sandbox-token"


def doctor(*arguments, env=None, stdin=None):
    clean = {k: v for k, v in os.environ.items() if not k.startswith("ATGATEWAY_")}
    return subprocess.run([BINARY, "doctor", *map(str, arguments)], capture_output=True, text=True, timeout=60, input=stdin,
                          env={**clean, **(env or {})}, **({} if stdin is not None else {"stdin": subprocess.DEVNULL}))


@pytest.fixture
def target(start):
    process = start("serve", "--upstream", "sandbox:", "--listen", "127.0.0.1:0", "--admin", "127.0.0.1:0",
                    "--tls-certificate", CERTIFICATES / "server.crt", "--tls-key", CERTIFICATES / "server.key")
    port = process.event("listening", listener="main")["address"].rpartition(":")[2]
    return ["--target", f"https://localhost:{port}", "--ca", CERTIFICATES / "ca.crt"]


@pytest.fixture
def closed():
    """A target whose port nobody listens on, and nobody else gets meanwhile."""
    with socket.socket() as holder:
        holder.bind(("127.0.0.1", 0))
        yield ["--target", f"https://localhost:{holder.getsockname()[1]}"]


def test_a_healthy_gateway(target):
    done = doctor(*target, "--format", "json", env={"ATGATEWAY_TOKEN": TOKEN})
    assert done.returncode == 0 and done.stderr == ""
    report = json.loads(done.stdout)
    jsonschema.validate(report, SCHEMA)
    assert report["verdict"]["status"] == "pass" and report["verdict"]["layer"] is None
    states = {check["id"]: check["status"] for check in report["checks"]}
    assert states["token.accepted"] == states["gateway.identity"] == states["tls.chain-trusted"] == "pass"
    assert TOKEN not in done.stdout


def test_every_form_has_the_same_verdict(closed):
    forms = {form: doctor(*closed, "--format", form) for form in
             ("text", "json", "json-lines", "markdown", "html", "junit", "prometheus")}
    assert {done.returncode for done in forms.values()} == {1}
    report = json.loads(forms["json"].stdout)
    jsonschema.validate(report, SCHEMA)
    assert report["verdict"]["check"] == "tcp.connects"
    for form, done in forms.items():
        assert "tcp.connects" in done.stdout, form
    lines = [json.loads(line) for line in forms["json-lines"].stdout.splitlines()]
    assert [line["id"] for line in lines if "id" in line] and lines[-1]["verdict"]["status"] == "fail"
    suite = ElementTree.fromstring(forms["junit"].stdout)
    assert [case.get("name") for case in suite.iter("testcase") if case.find("failure") is not None]
    for line in forms["prometheus"].stdout.splitlines():
        assert re.fullmatch(r'#.*|[a-z_]+(\{([a-z_]+="([^"\\]|\\.)*",?)*\})? [-+0-9.e]+', line), line


GOLDENS = sorted((ROOT / "tests/golden").glob("*.json"))


@pytest.mark.parametrize("file", GOLDENS, ids=[file.stem for file in GOLDENS])
def test_the_schema_holds_for_every_kind_of_report(file):
    jsonschema.validate(json.loads(file.read_text()), SCHEMA)
    *checks, end = file.with_suffix(".jsonl").read_text().split("\n")[:-1]
    for line in checks:
        jsonschema.validate(json.loads(line), {"$ref": "#/$defs/check", "$defs": SCHEMA["$defs"]})
    jsonschema.validate(json.loads(end), {"$ref": "#/$defs/end", "$defs": SCHEMA["$defs"]})
    ElementTree.parse(file.with_suffix(".junit.xml"))


def test_the_schema_refuses_what_is_no_report():
    jsonschema.validators.validator_for(SCHEMA).check_schema(SCHEMA)
    good = (ROOT / "tests/golden/dns_failure.json").read_text()
    for old, new in (('"status":"fail","layer":"dns"', '"status":"fail","layer":null'), ('"blocked_by":"dns.resolves"', '"x":1'),
                     ('"schema_version":1', '"schema_version":2'), ('"status":"pass"', '"status":"fine"'),
                     ('"evidence":{}', '"evidence":"{}"'), ('"duration_us":', '"duration_us":-')):
        assert old in good
        with pytest.raises(jsonschema.ValidationError):
            jsonschema.validate(json.loads(good.replace(old, new, 1)), SCHEMA)


def test_looks_of_the_text(closed):
    plain = doctor(*closed, "--color", "never", env={"LC_ALL": "C.UTF-8"})
    assert plain.stdout.startswith("✗ FAIL  tcp.connects") and "\x1b" not in plain.stdout
    assert doctor(*closed, env={"LC_ALL": "C.UTF-8"}).stdout.count("\x1b") == 0  # no terminal
    coloured = doctor(*closed, "--color", "always", env={"LC_ALL": "C.UTF-8"}).stdout
    assert "\x1b[1;31m✗ FAIL" in coloured
    ascii_only = doctor(*closed, env={"LC_ALL": "C"}).stdout
    assert ascii_only.isascii() and ascii_only.startswith("FAIL  tcp.connects")
    narrow = doctor(*closed, env={"LC_ALL": "C.UTF-8", "COLUMNS": "60"}).stdout
    assert max(map(len, narrow.splitlines())) <= 60
    assert "dns.private-address" not in plain.stdout
    assert "✓ dns.private-address" in doctor(*closed, "--all", env={"LC_ALL": "C.UTF-8"}).stdout


def test_the_token_comes_from_a_file_standard_input_or_a_variable(target, tmp_path):
    file = tmp_path / "token"
    file.write_text(TOKEN + "\n")
    for arguments, more in ((["--token-file", file], {}), (["--token-file", "-"], {"stdin": TOKEN}),
                            ([], {"env": {"ATGATEWAY_TOKEN": TOKEN}})):
        report = json.loads(doctor(*target, "--format", "json", *arguments, **more).stdout)
        assert {c["id"]: c["status"] for c in report["checks"]}["token.accepted"] == "pass"


def test_one_check_alone_and_what_stands_in_its_way(target, closed):
    report = json.loads(doctor(*target, "--only", "tls.version", "--format", "json").stdout)
    assert [check["id"] for check in report["checks"]] == ["tls.version"]
    done = doctor(*closed, "--only", "tls.version", "--format", "json")
    assert done.returncode == 1
    assert [check["id"] for check in json.loads(done.stdout)["checks"]] == ["tcp.connects", "tls.version"]


@pytest.mark.parametrize("arguments, words", [
    ([], "--target"),
    (["--target", "http://a.example.org"], "https"),
    (["--target", "https://a.example.org/path"], "path"),
    (["--target", "https://\x1b[31m"], "control"),
    (["--target", "https://localhost", "--only", "dns.resolvs"], "dns.resolves"),
    (["--target", "https://localhost", "--profile", "nowhere"], "databricks-ncc"),
    (["--target", "https://localhost", "--deadline", "soon"], "10s"),
    (["--target", "https://localhost", "--samples", "0"], "samples"),
    (["--target", "https://localhost", "--expect-address", "10.0.0.0/40"], "expect_address"),
    (["--target", "https://localhost", "--nameserver", "dns.example.org"], "nameserver"),
    (["--target", "https://localhost", "--ca", "/nowhere"], "ca"),
    (["--target", "https://localhost", "--token-file", "/nowhere"], "token-file"),
    (["--replay", "/nowhere"], "replay"),
    (["--snapshot", "/nowhere"], "director"),
    (["--target", "https://localhost", "--profil", "x"], "--profile"),
])
def test_misuse_is_64_without_a_report(arguments, words):
    done = doctor(*arguments)
    assert done.returncode == 64 and done.stdout == ""
    assert words in done.stderr and "\x1b" not in done.stderr


def test_a_report_that_is_none_is_refused(tmp_path):
    for text in ("", "{", "[]", '{"schema_version": 2}', '{"checks": 5}'):
        file = tmp_path / "report.json"
        file.write_text(text)
        done = doctor("--replay", file)
        assert done.returncode == 64 and done.stdout == "", text


def test_help_and_the_table():
    told = doctor("--help")
    assert told.returncode == 0
    for flag in ("--target", "--profile", "--vantage", "--expect-address", "--api-base-url", "--token-file", "--nameserver",
                 "--ca", "--snapshot", "--snapshot-commands", "--site", "--samples", "--format", "--deadline", "--only",
                 "--list", "--replay", "--baseline", "--strict"):
        assert flag in told.stdout, flag
    table = doctor("--list").stdout
    for name in ("config.target", "dns.resolves", "tls.chain-complete", "token.accepted", "k8s.", "pls.", "ncc.", "workspace."):
        assert name in table, name


def test_replay_and_baseline(target, closed, tmp_path):
    before = tmp_path / "before.json"
    before.write_text(doctor(*target, "--format", "json").stdout)
    again = doctor("--replay", before, "--format", "json")
    assert json.loads(again.stdout)["verdict"] == json.loads(before.read_text())["verdict"]
    since = doctor(*closed, "--baseline", before)
    assert since.returncode == 1 and "tcp.connects" in since.stdout


def test_strict_makes_warnings_count(target):
    arguments = [*target, "--profile", "databricks-ncc", "--vantage", "host"]
    assert doctor(*arguments).returncode == 0
    assert doctor(*arguments, "--strict").returncode == 2


def test_samples_are_three_numbers(target):
    report = json.loads(doctor(*target, "--samples", "5", "--format", "json").stdout)
    evidence = {check["id"]: check["evidence"] for check in report["checks"]}
    assert evidence["http.responds"]["http"]["phases"]["first_byte"]["samples"] == 5
    for spread in (evidence["tcp.connects"]["tcp"]["attempts"][0]["time"], evidence["tls.handshake"]["tls"]["looks"][0]["time"]):
        assert spread["samples"] == 5 and 0 < spread["min_us"] <= spread["median_us"] <= spread["p95_us"]


def silent_port():
    holder = socket.socket()
    holder.bind(("127.0.0.1", 0))
    holder.listen(16)
    return holder


def test_control_c_ends_it_with_the_report_so_far():
    with silent_port() as holder:
        process = subprocess.Popen([BINARY, "doctor", "--target", f"https://127.0.0.1:{holder.getsockname()[1]}", "--deadline",
                                    "60s", "--format", "json"], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        holder.accept()  # it is under way
        began = time.monotonic()
        process.send_signal(signal.SIGINT)
        out, _ = process.communicate(timeout=20)
    assert process.returncode == 130 and time.monotonic() - began < 3
    assert json.loads(out)["verdict"]["status"] in ("incomplete", "fail")


def test_progress_is_for_terminals_only(target):
    assert doctor(*target).stderr == ""
    master, slave = pty.openpty()
    with silent_port() as holder:
        process = subprocess.Popen([BINARY, "doctor", "--target", f"https://127.0.0.1:{holder.getsockname()[1]}"],
                                   stdin=slave, stdout=subprocess.DEVNULL, stderr=slave)
        seen = b""
        until = time.monotonic() + 20
        while b"looking" not in seen and time.monotonic() < until:
            if select.select([master], [], [], 0.1)[0]:
                seen += os.read(master, 4096)
        process.kill()
        process.wait()
    os.close(slave)
    os.close(master)
    assert b"looking" in seen


def test_snapshot_commands_only_read():
    script = doctor("--snapshot-commands")
    assert script.returncode == 0 and script.stdout.startswith("#!/bin/sh")
    assert subprocess.run(["sh", "-n"], input=script.stdout, text=True).returncode == 0
    words = re.findall(r"^\s*(?:save \S+ )?(kubectl|az|databricks) .*$", script.stdout, re.MULTILINE)
    assert not re.search(r"\b(delete|create|patch|apply|approve)\b.*\$", "\n".join(
        line for line in script.stdout.splitlines() if not line.lstrip().startswith("#"))), words


def test_the_healthy_snapshot_passes():
    done = doctor("--snapshot", ROOT / "tests/support/snapshots/healthy", "--format", "json")
    report = json.loads(done.stdout)
    jsonschema.validate(report, SCHEMA)
    bad = [check["id"] for check in report["checks"] if check["status"] in ("fail", "crash")]
    assert bad == [] and report["target"] == ""
