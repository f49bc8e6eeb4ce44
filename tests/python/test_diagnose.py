"""`diagnose()` and `iter_diagnose()` against targets on this machine, over either backend."""

from __future__ import annotations

import gc
import os
import socket
import subprocess
import sys
import threading
import time
from types import SimpleNamespace

import atgateway
import pytest
from atgateway import CheckStream, Error, Report, _progress

pytestmark = pytest.mark.usefixtures("backend")


def states(report):
    return {check.id: check.status for check in report.checks}


def test_a_healthy_gateway(served):
    report = atgateway.diagnose(served.url, ca=served.ca, token="sandbox-token")
    assert report.verdict.status == "pass" and report.ok, report.verdict
    assert {"tls.chain-trusted", "gateway.identity", "upstream.reachable", "token.accepted"} <= {
        id for id, status in states(report).items() if status == "pass"
    }
    assert "sandbox-token" not in report.to_json() + str(report) + repr(report) + report.to_html()


def test_a_token_that_is_refused(served):
    report = atgateway.diagnose(served.url, ca=str(served.ca), token="sandbox-expired")
    assert (report.verdict.layer, report.verdict.check) == ("token", "token.accepted")


def test_an_authority_that_is_not_trusted(served):
    report = atgateway.diagnose(served.url)
    assert (report.verdict.layer, report.verdict.check) == ("tls", "tls.chain-trusted")


def test_nobody_listens(closed):
    report = atgateway.diagnose(closed)
    assert (report.verdict.layer, report.verdict.owner, report.verdict.next_action) == ("tcp", "gateway", "ss -ltn")


def test_a_server_that_says_nothing_is_cut_at_the_deadline(silent):
    report = atgateway.diagnose(silent, deadline=0.5)
    assert not report.ok and report.duration < 10


def test_options_arrive(closed, tmp_path):
    report = atgateway.diagnose(
        closed, profile="in-vnet", vantage="pod", expect_address=["127.0.0.0/8"], nameservers="127.0.0.1:1", samples=2
    )
    assert report.profile == "in-vnet" and report.vantage.environment == "pod"
    assert states(report)["dns.expected-address"] == "pass"
    assert states(atgateway.diagnose(closed, expect_address="10.0.0.0/8"))["dns.expected-address"] == "fail"


def test_a_snapshot_without_a_target(tmp_path):
    report = atgateway.diagnose(None, snapshot=tmp_path)
    assert report.target == "" and "config.snapshot" in states(report)
    assert repr(report).startswith("<Report of a snapshot: ")


MISUSE = [
    ("", "bad-target"),
    ("ftp://a", "bad-target"),
    ("https://", "bad-target"),
    ("https://a/path", "bad-target"),
    ("https://user@a", "bad-target"),
    ("https://a:0", "bad-target"),
    ("https://a:99999", "bad-target"),
    ("https://a b", "bad-target"),
    ("https://a\0b", "bad-target"),
]


@pytest.mark.parametrize(("target", "code"), MISUSE)
@pytest.mark.parametrize(
    "run", [atgateway.diagnose, lambda target: list(atgateway.iter_diagnose(target))], ids=["diagnose", "iter_diagnose"]
)
def test_a_target_that_cannot_be_read(run, target, code):
    with pytest.raises(Error) as caught:
        run(target)
    assert (caught.value.code, caught.value.layer) == (code, "config") and caught.value.hint


OPTIONS = [
    ("expect_address", "10.0.0.300"),
    ("nameservers", ["10.0.0.1", "name"]),
    ("ca", "/no/such/file"),
    ("site", "/no/such/file"),
    ("snapshot", "/no/such/folder"),
]


@pytest.mark.parametrize(("name", "value"), OPTIONS)
def test_an_option_that_cannot_be_read(closed, name, value):
    with pytest.raises(Error) as caught:
        atgateway.diagnose(closed, **{name: value})
    assert caught.value.code == "bad-config"
    assert name.rstrip("s") in str(caught.value).replace("-", "_"), str(caught.value)


def test_checks_come_one_by_one(closed):
    checks = atgateway.iter_diagnose(closed)
    assert isinstance(checks, CheckStream) and iter(checks) is checks
    seen = list(checks)
    report = checks.report()
    assert isinstance(report, Report) and sorted(check.id for check in seen) == sorted(
        check.id for check in report.checks
    )
    assert {check.id: dict(check) for check in seen} == {check.id: dict(check) for check in report.checks}
    assert list(checks) == [] and checks.report() == report


def test_the_report_may_be_asked_for_first(closed):
    checks = atgateway.iter_diagnose(closed)
    first = next(checks)
    report = checks.report()
    rest = list(checks)
    assert sorted([first.id, *(check.id for check in rest)]) == sorted(check.id for check in report.checks)


def test_closing_cancels(silent):
    began = time.monotonic()
    with atgateway.iter_diagnose(silent, deadline=60) as checks:
        pass
    assert time.monotonic() - began < 30 and list(checks) == []
    with pytest.raises(Error) as caught:
        checks.report()
    assert caught.value.code == "cancelled"
    checks.close()


def test_closing_from_another_thread(silent):
    checks = atgateway.iter_diagnose(silent, deadline=60)
    closer = threading.Timer(0.05, checks.close)
    closer.start()
    began = time.monotonic()
    seen = list(checks)
    closer.join()
    assert time.monotonic() - began < 30 and "tls.handshake" not in [check.id for check in seen]


def test_dropping_cancels(silent):
    began = time.monotonic()
    checks = atgateway.iter_diagnose(silent, deadline=60)
    del checks
    gc.collect()
    assert time.monotonic() - began < 30


def test_many_at_once(closed):
    reports = []
    threads = [threading.Thread(target=lambda: reports.append(atgateway.diagnose(closed))) for _ in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [report.verdict.check for report in reports] == ["tcp.connects"] * 16


def test_other_threads_run_meanwhile(silent):
    steps, over = [0], threading.Event()

    def count():
        while not over.is_set():
            steps[0] += 1
            time.sleep(0)

    counter = threading.Thread(target=count)
    counter.start()
    before = steps[0]
    atgateway.diagnose(silent, deadline=0.5)
    after = steps[0]
    over.set()
    counter.join()
    assert after - before > 100


INTERRUPTED = """
import os, signal, sys, threading, time
import atgateway
def interrupt():
    # Once the target has been connected to, the diagnosis is waiting for its first byte.
    sys.stdin.readline()
    os.kill(os.getpid(), signal.SIGINT)
    began.append(time.monotonic())
began = []
threading.Thread(target=interrupt, daemon=True).start()
try:
    atgateway.diagnose(sys.argv[1], deadline=60)
except KeyboardInterrupt:
    print("interrupted", time.monotonic() - began[0] < 10)
print(atgateway.connect("127.0.0.1", 1)["tcp"]["attempts"][0]["outcome"])
"""


def test_an_interrupt_ends_it_and_nothing_else(backend):
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen(8)
        target = f"https://127.0.0.1:{listener.getsockname()[1]}"
        child = subprocess.Popen(
            [sys.executable, "-c", INTERRUPTED, target],
            stdin=subprocess.PIPE,
            text=True,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env={**os.environ, "ATGATEWAY_BACKEND": backend},
        )
        connection, _ = listener.accept()
        out, err = child.communicate("now\n", timeout=60)
        connection.close()
    assert out == "interrupted True\nrefused\n", err


def test_progress_is_told_of_every_check(closed, monkeypatch):
    seen = []
    display = SimpleNamespace(show=seen.append, show_verdict=seen.append, close=lambda: seen.append("closed"))
    monkeypatch.setattr(_progress, "choose", lambda progress: display)
    report = atgateway.diagnose(closed, progress=True)
    assert sorted(check.id for check in seen[:-2]) == sorted(check.id for check in report.checks)
    assert seen[-2:] == [report.verdict, "closed"]


def test_an_interrupt_during_progress_closes_the_display(silent, monkeypatch):
    def interrupted(check):
        raise KeyboardInterrupt

    closed = []
    display = SimpleNamespace(show=interrupted, show_verdict=closed.append, close=lambda: closed.append("closed"))
    monkeypatch.setattr(_progress, "choose", lambda progress: display)
    with pytest.raises(KeyboardInterrupt):
        atgateway.diagnose(silent, deadline=60)
    assert closed == ["closed"]
