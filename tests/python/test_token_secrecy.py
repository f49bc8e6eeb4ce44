"""A token that was handed over is in no repr, pickle, attribute, error or traceback, local variables included."""

from __future__ import annotations

import io
import logging
import os
import pickle
import subprocess
import sys
import traceback
from pathlib import Path

import atgateway
import pytest
import stand_in
from atgateway import Gateway, Sandbox, _backend, _process, _rpc

pytestmark = pytest.mark.usefixtures("backend")
# In two parts, so that the frames of this file do not show it.
PARTS = "t0ken-S3cret", "0123456789"


class Wrong(str):
    pass


def leaks(exception):
    """Whether a traceback that prints the local variables of every frame of the package has the token."""
    told = "".join(traceback.format_exception(exception)) + repr(vars(exception)) + str(getattr(exception, "doc", ""))
    step = exception.__traceback__
    while step is not None:
        frame = step.tb_frame
        if Path(frame.f_code.co_filename).parent.name != Path(__file__).parent.name:
            told += f"\n{frame.f_code.co_name}"
            for name, value in frame.f_locals.items():
                told += f"\n{name} = {value!r}"
                for attribute in [*getattr(value, "__dict__", {}).values(), *getattr(type(value), "__slots__", ())]:
                    told += f" {attribute!r}"
        step = step.tb_next
    context = exception.__cause__ or exception.__context__
    return "".join(PARTS) in told or (context is not None and leaks(context))


class Stuck:
    """A backend in which everything that gets a token fails."""

    def __getattr__(self, name):
        def fail(*_, **__):
            raise KeyboardInterrupt

        return fail


def diagnose(**given):
    return atgateway.diagnose(**{"target": "https://127.0.0.1:1", "token": "".join(PARTS), **given})


def stuck(call):
    def run(monkeypatch):
        monkeypatch.setattr(_backend, "chosen", Stuck())
        call()

    return run


def handle(gateway=None, **given):
    gateway = gateway or Gateway({"upstreams": [{"base_url": "sandbox:"}]})
    headers = given.pop("headers", {"Authorization": "Bearer " + "".join(PARTS)})
    return gateway.handle(**{"method": "GET", "path": "/v1/whoami", "headers": headers, **given})


class HeadersThatFail(dict):
    def items(self):
        yield "Authorization", "Bearer " + "".join(PARTS)
        raise RuntimeError


CALLS = {
    "bad target": lambda: diagnose(target="nonsense"),
    "bad option": lambda: diagnose(expect_address="nonsense"),
    "wrong type beside it": lambda: diagnose(samples="1"),
    "wrong type of it": lambda: diagnose(token="".join(PARTS).encode()),
    "wrong list of it": lambda: diagnose(token=["".join(PARTS)]),
    "a lone surrogate in it": lambda: diagnose(token="".join(PARTS) + "\ud800"),
    "out of range": lambda: diagnose(deadline=0),
    "iteration": lambda: list(atgateway.iter_diagnose("nonsense", token="".join(PARTS))),
    "progress of a wrong type": lambda: diagnose(progress="yes"),
    "a bad field": lambda: handle(headers={"Authorization": "Bearer " + "".join(PARTS) + "\r\n"}),
    "a bad field beside it": lambda: handle(headers=[("Authorization", "Bearer " + "".join(PARTS)), ("a", None)]),
    "fields of a wrong type": lambda: handle(headers="Authorization: Bearer " + "".join(PARTS)),
    "fields that fail": lambda: handle(headers=HeadersThatFail()),
    "a bad path": lambda: handle(path=1),
    "a bad deadline": lambda: handle(deadline=0),
    "a bad body": lambda: handle(body={"api_access_token": "".join(PARTS)}),
    "a body with a lone surrogate": lambda: handle(body="".join(PARTS) + "\ud800"),
    "a request that is none": lambda: atgateway.parse_request(
        b"GET / HTTP/1.1\r\nAuthorization: Bearer " + "".join(PARTS).encode() + b"\r\n\r\n"
    ),
    "a request of a wrong type": lambda: atgateway.parse_request("Bearer " + "".join(PARTS)),
    "text of a wrong type": lambda: atgateway.classify_http_request(200, ["".join(PARTS)]),
    "status of a wrong type": lambda: atgateway.classify_http_request("200", "".join(PARTS)),
}


@pytest.mark.parametrize("call", CALLS.values(), ids=CALLS)
def test_no_traceback_shows_it(call):
    with pytest.raises(Exception) as caught:  # noqa: PT011
        call()
    assert isinstance(caught.value, (TypeError, ValueError, atgateway.Error, RuntimeError))
    assert "".join(PARTS) not in str(caught.value) and not leaks(caught.value)
    if not isinstance(caught.value, RuntimeError):
        assert "".join(PARTS).encode() not in pickle.dumps(caught.value)


@pytest.mark.parametrize(
    "call",
    [
        diagnose,
        lambda: atgateway.iter_diagnose("https://a", token="".join(PARTS)),
        lambda: atgateway.parse_request("".join(PARTS).encode()),
        lambda: atgateway.classify_http_request(200, "".join(PARTS)),
    ],
)
def test_no_traceback_of_an_interrupt_shows_it(call, monkeypatch):
    monkeypatch.setattr(_backend, "chosen", Stuck())
    with pytest.raises(KeyboardInterrupt) as caught:
        call()
    assert not leaks(caught.value)


def test_no_traceback_of_an_interrupted_call_shows_it(monkeypatch):
    gateway = Gateway({"upstreams": [{"base_url": "sandbox:"}]})
    inner = gateway._handle
    gateway._handle = Stuck()
    with pytest.raises(KeyboardInterrupt) as caught:
        handle(gateway, body="".join(PARTS))
    assert not leaks(caught.value)
    inner.close()


TROUBLE = {
    "dies at once": "sys.exit(1)",
    "dies when asked": "request(); os.kill(os.getpid(), 9)",
    "talks nonsense": "request(); print('[', flush=True); request()",
    "interrupts": "request(); os.kill(os.getppid(), 2); request()",
}


@pytest.mark.parametrize("trouble", TROUBLE.values(), ids=TROUBLE)
@pytest.mark.parametrize(
    "call",
    [
        diagnose,
        lambda: handle(body="".join(PARTS) * 10_000),
        lambda: atgateway.parse_request("".join(PARTS).encode() * 10_000),
    ],
    ids=["diagnose", "handle", "parse_request"],
)
def test_no_traceback_about_the_executable_shows_it(call, trouble, tmp_path, monkeypatch):
    pool = _rpc.Pool()
    monkeypatch.setattr(_process, "pool", pool)
    monkeypatch.setattr(_backend, "chosen", _process)
    create = (
        'asked = request(); answer(id=asked["id"], result={"gateway": 1})\n'
        if "handle" in call.__code__.co_names
        else ""
    )
    monkeypatch.setenv("ATGATEWAY_EXECUTABLE", stand_in.write(tmp_path, create + trouble))
    with pytest.raises((atgateway.Error, KeyboardInterrupt)) as caught:
        call()
    assert not leaks(caught.value)
    while pool._idle:
        pool._idle.pop().finish()


def test_what_a_diagnosis_gives_does_not_hold_it(served):
    report = atgateway.diagnose(served.url, ca=served.ca, token="".join(PARTS))
    assert report.verdict.check == "token.accepted", "it was used"
    for form in (
        repr(report),
        str(report),
        report.to_json(),
        report.to_markdown(),
        report._repr_html_(),
        repr(report.checks),
        repr(vars(type(report))),
    ):
        assert "".join(PARTS) not in form
    assert "".join(PARTS).encode() not in pickle.dumps(report)
    checks = atgateway.iter_diagnose(served.url, ca=served.ca, token="".join(PARTS))
    assert "".join(PARTS) not in repr(checks) + repr(vars(checks)) + repr(getattr(checks._run, "__dict__", ""))
    checks.close()


def test_a_ledger_and_a_gateway_do_not_hold_it():
    with Sandbox() as sandbox, Gateway({"upstreams": [{"base_url": sandbox.url}]}) as gateway:
        handle(
            gateway,
            method="POST",
            path="/v1/rows/quota",
            body='{"row": {}}',
            headers={"Content-Type": "application/json", "Authorization": "Bearer " + "".join(PARTS)},
        )
        assert sandbox.ledger()["calls"] and "".join(PARTS) not in str(sandbox.ledger())
        assert "".join(PARTS) not in repr(gateway) + repr(vars(gateway)) + repr(
            getattr(gateway._handle, "__dict__", "")
        )


WATCHED = """
import os, pathlib, sys, threading
import atgateway
token = sys.stdin.readline().strip()
seen = []
def look():
    for folder in pathlib.Path("/proc").glob("[0-9]*"):
        try:
            if f"PPid:\\t{os.getpid()}\\n" in (folder / "status").read_text():
                seen.append((folder / "cmdline").read_bytes() + (folder / "environ").read_bytes())
        except OSError:
            pass
run = atgateway.iter_diagnose(sys.argv[1], token=token, deadline=30)
next(run)
look()
run.close()
print(len(seen), any(token.encode() in each for each in seen))
"""


def test_no_command_line_or_environment_holds_it(silent, backend):
    done = subprocess.run(
        [sys.executable, "-c", WATCHED, silent],
        input="".join(PARTS) + "\n",
        text=True,
        timeout=60,
        capture_output=True,
        env={**os.environ, "ATGATEWAY_BACKEND": backend},
    )
    assert done.stdout == f"{1 if backend == 'process' else 0} False\n", done.stderr


def test_nothing_is_logged(closed):
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    logging.getLogger().addHandler(handler)
    level = logging.getLogger().level
    logging.getLogger().setLevel(logging.DEBUG)
    try:
        diagnose(target=closed)
    finally:
        logging.getLogger().removeHandler(handler)
        logging.getLogger().setLevel(level)
    assert stream.getvalue() == ""
