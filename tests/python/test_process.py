"""The process backend when the executable dies or hangs in the middle of a diagnosis, a gateway's call, a sandbox."""

from __future__ import annotations

import gc
import json
import signal
import threading
import time

import pytest
import stand_in
from atgateway import Error, _process, _rpc

ASKED = {
    "target": "https://a",
    "profile": None,
    "vantage": None,
    "snapshot": "",
    "site": "",
    "expect_address": [],
    "api_base_url": "",
    "token": None,
    "nameservers": [],
    "ca": "",
    "samples": 1,
    "deadline": 10.0,
}


@pytest.fixture(autouse=True)
def pool(monkeypatch):
    """A pool without the real executable's children."""
    pool = _rpc.Pool()
    monkeypatch.setattr(_process, "pool", pool)
    yield pool
    while pool._idle:
        pool._idle.pop().finish()


@pytest.fixture
def executable(tmp_path, monkeypatch):
    def install(body):
        monkeypatch.setenv("ATGATEWAY_EXECUTABLE", stand_in.write(tmp_path, body))

    return install


def test_what_is_asked_for_and_nothing_else(executable):
    executable("""
asked = request()
answer(id=asked["id"], result={"report": json.dumps(asked)})
request()
""")
    asked = json.loads(_process.Diagnosis(**{**ASKED, "token": "token-text", "expect_address": ["10.0.0.1"]}).report())
    given = {"target": "https://a", "expect_address": ["10.0.0.1"], "samples": 1, "deadline": 10.0, "token": "token-text"}
    assert asked["method"] == "diagnose" and asked["params"] == given


def test_checks_then_the_report(executable, pool):
    executable("""
asked = request()
answer(id=asked["id"], check={"id": "a"})
answer(id=asked["id"], check={"id": "b"})
answer(id=asked["id"], result={"report": "{}"})
request()
""")
    run = _process.Diagnosis(**ASKED)
    assert [run.next_check(), run.next_check(), run.next_check(), run.next_check()] == [
        '{"id":"a"}',
        '{"id":"b"}',
        None,
        None,
    ]
    assert run.report() == run.report() == "{}" and len(pool._idle) == 1
    run.cancel()
    assert run.report() == "{}" and pool._idle[0].alive, "after the end there is nothing to cancel"


def test_a_child_that_dies_between_checks(executable, pool):
    executable("""
asked = request()
answer(id=asked["id"], check={"id": "a"})
os.kill(os.getpid(), 9)
""")
    run = _process.Diagnosis(**ASKED)
    assert run.next_check() == '{"id":"a"}'
    for ask in (run.next_check, run.report, run.report):
        with pytest.raises(Error, match="was ended by signal 9") as caught:
            ask()
        assert caught.value.code == "internal"
    assert pool._idle == []


HANGS = """
asked = request()
answer(id=asked["id"], check={"id": str(os.getpid())})
signal.pause()
"""


def pid_of(run):
    return int(run.next_check().split('"')[3])


def test_a_run_that_is_cancelled(executable, pool):
    executable(HANGS)
    run = _process.Diagnosis(**ASKED)
    pid = pid_of(run)
    run.cancel()
    run.cancel()
    assert run.next_check() is None and not stand_in.is_running(pid) and pool._idle == []
    with pytest.raises(Error) as caught:
        run.report()
    assert caught.value.code == "cancelled"


def test_a_run_that_another_thread_cancels(executable):
    executable(HANGS)
    run = _process.Diagnosis(**ASKED)
    pid = pid_of(run)
    threading.Timer(0.05, run.cancel).start()
    assert run.next_check() is None and not stand_in.is_running(pid)


def test_a_run_that_is_dropped(executable):
    executable(HANGS)
    run = _process.Diagnosis(**ASKED)
    pid = pid_of(run)
    del run
    gc.collect()
    assert not stand_in.is_running(pid)


GATEWAY = """
asked = request()
answer(id=asked["id"], result={"gateway": 7})
def reply(asked, body):
    import base64
    answer(id=asked["id"], result={"status": 200, "headers": [["A", "b"]],
                                   "body_base64": base64.b64encode(body.encode()).decode()})
"""


def gateway_of(executable, body):
    executable(GATEWAY + body)
    return _process.Gateway('{"upstreams": []}')


def child_of(gateway):
    return gateway._switchboard.child._popen.pid


def test_answers_in_another_order(executable):
    gateway = gateway_of(
        executable,
        """
waiting = [request() for _ in range(8)]
for asked in reversed(waiting):
    reply(asked, asked["params"]["path"])
request()
""",
    )
    answers = {}

    def call(path):
        answers[path] = gateway.handle("GET", path, [], b"", None)

    threads = [threading.Thread(target=call, args=(f"/{index}",)) for index in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers == {f"/{index}": (200, [("A", "b")], f"/{index}".encode()) for index in range(8)}
    gateway.close()


def test_a_gateways_child_that_dies_ends_all_its_calls(executable):
    gateway = gateway_of(executable, "request(); request(); sys.exit('out of luck')")
    pid, said = child_of(gateway), []

    def call():
        with pytest.raises(Error) as caught:
            gateway.handle("GET", "/", [], b"", None)
        said.append((caught.value.code, caught.value.message))

    threads = [threading.Thread(target=call) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert said == [("internal", "The executable of atgateway ended with exit code 1: out of luck.")] * 2
    call()
    assert said[2] == said[0] and not stand_in.is_running(pid)
    gateway.close()


def test_a_gateways_child_that_talks_nonsense(executable):
    gateway = gateway_of(executable, "request(); print('hello', flush=True); request()")
    with pytest.raises(Error, match="something else than JSON"):
        gateway.handle("GET", "/", [], b"", None)
    gateway.close()


def test_an_answer_to_nobody_is_left_out(executable):
    gateway = gateway_of(
        executable,
        """
asked = request()
answer(id=99, result={})
reply(asked, "mine")
request()
""",
    )
    assert gateway.handle("GET", "/", [], b"", None)[2] == b"mine"
    gateway.close()


def test_a_gateway_that_does_not_end_is_ended(executable, monkeypatch):
    monkeypatch.setattr(_process, "JOIN_S", 0.1)
    gateway = gateway_of(executable, "signal.pause()")
    pid = child_of(gateway)
    gateway.close()
    assert not stand_in.is_running(pid)
    with pytest.raises(Error) as caught:
        gateway.handle("GET", "/", [], b"", None)
    assert caught.value.code == "cancelled"


def test_a_gateway_that_is_dropped(executable):
    gateway = gateway_of(executable, "signal.pause()")
    pid, reader = child_of(gateway), gateway._switchboard.reader
    del gateway
    gc.collect()
    reader.join(20)
    assert not reader.is_alive() and not stand_in.is_running(pid)


def test_a_gateway_that_cannot_be_made(executable):
    before = threading.active_count()
    executable("""
asked = request()
answer(id=asked["id"], error={"code": "bad-config", "layer": "config", "message": "No.", "hint": "Do.", "field": "/a"})
signal.pause()
""")
    with pytest.raises(Error, match="No. Do.") as caught:
        _process.Gateway("{}")
    assert caught.value.field == "/a"
    del caught
    gc.collect()
    end = time.monotonic() + 20
    while threading.active_count() > before:
        assert time.monotonic() < end
        time.sleep(0.002)


def test_an_interrupt_leaves_the_gateway_usable(executable):
    gateway = gateway_of(
        executable,
        """
first = request()
os.kill(os.getppid(), signal.SIGINT)
second = request()
reply(first, "late")
reply(second, "mine")
request()
""",
    )
    with pytest.raises(KeyboardInterrupt):
        gateway.handle("GET", "/first", [], b"", None)
    assert gateway.handle("GET", "/second", [], b"", None)[2] == b"mine"
    gateway.close()


def test_a_sandbox_that_dies(executable):
    executable("""
asked = request()
answer(id=asked["id"], result={"sandbox": 1, "url": "http://127.0.0.1:1"})
request()
os.kill(os.getpid(), 9)
""")
    sandbox = _process.Sandbox(
        latency=0, latency_jitter=0, error_rate=0, status=500, reset_rate=0, rate_limit=0, quota=0, seed=1
    )
    assert sandbox.url == "http://127.0.0.1:1"
    with pytest.raises(Error, match="signal 9"):
        sandbox.ledger()
    sandbox.close()
    with pytest.raises(Error) as caught:
        sandbox.ledger()
    assert caught.value.code == "cancelled"




@pytest.fixture
def alarm():
    """Calls something in the middle of what the main thread does."""
    before = signal.getsignal(signal.SIGALRM)

    def install(call):
        signal.signal(signal.SIGALRM, lambda *_: call())
        signal.setitimer(signal.ITIMER_REAL, 0.3)

    yield install
    signal.setitimer(signal.ITIMER_REAL, 0)
    signal.signal(signal.SIGALRM, before)


def test_a_run_that_a_signals_handler_cancels(executable, alarm):
    executable(HANGS)
    run = _process.Diagnosis(**ASKED)
    pid = pid_of(run)
    alarm(run.cancel)
    assert run.next_check() is None and not stand_in.is_running(pid)


@pytest.mark.parametrize("size", [0, 5_000_000], ids=["while it waits", "while it sends"])
def test_a_gateway_that_a_signals_handler_closes(executable, alarm, monkeypatch, size):
    gateway = gateway_of(executable, "signal.pause()" if size else "request(); request()")
    pid, took = child_of(gateway), []

    def close():
        begin = time.monotonic()
        gateway.close()
        took.append(time.monotonic() - begin)

    if size:  # nothing ends it but being ended
        monkeypatch.setattr(_process, "JOIN_S", 0.2)
    alarm(close)
    with pytest.raises(Error) as caught:
        gateway.handle("GET", "/", [], b"x" * size, None)
    assert caught.value.code == "cancelled" and took[0] < 3
    gateway._switchboard.reader.join(20)
    assert not stand_in.is_running(pid)


SANDBOX = """
asked = request()
answer(id=asked["id"], result={"sandbox": 1, "url": "http://127.0.0.1:1"})
"""


def sandbox_of(executable, body):
    executable(SANDBOX + body)
    return _process.Sandbox(
        latency=0, latency_jitter=0, error_rate=0, status=500, reset_rate=0, rate_limit=0, quota=0, seed=1
    )


def test_a_sandbox_that_a_signals_handler_closes(executable, alarm):
    sandbox = sandbox_of(executable, "request(); signal.pause()")
    pid = sandbox._child._popen.pid
    alarm(sandbox.close)
    with pytest.raises(Error) as caught:
        sandbox.ledger()
    assert caught.value.code == "cancelled" and not stand_in.is_running(pid)


def test_an_interrupt_leaves_the_sandbox_usable(executable):
    sandbox = sandbox_of(
        executable,
        """
first = request()
os.kill(os.getppid(), signal.SIGINT)
second = request()
answer(id=first["id"], result={"ledger": {"late": 1}})
answer(id=second["id"], result={"ledger": {}})
request()
""",
    )
    with pytest.raises(KeyboardInterrupt):
        sandbox.ledger()
    assert sandbox.ledger() == "{}"
    sandbox.close()


def test_an_interrupt_in_the_middle_of_sending_leaves_the_gateway_usable(executable, alarm, tmp_path):
    gateway = gateway_of(
        executable,
        f"""
while not os.path.exists({str(tmp_path / "go")!r}):
    time.sleep(0.001)
for _ in range(2):
    asked = request()
    reply(asked, asked["params"]["path"])
request()
""",
    )

    def interrupt():
        line = gateway._switchboard.child._unsent
        if line is not None and line.sent:
            raise KeyboardInterrupt
        signal.setitimer(signal.ITIMER_REAL, 0.05)  # not yet in the middle

    alarm(interrupt)
    with pytest.raises(KeyboardInterrupt):
        gateway.handle("GET", "/first", [], b"x" * 5_000_000, None)
    (tmp_path / "go").touch()
    assert gateway.handle("GET", "/second", [], b"", None)[2] == b"/second"
    gateway.close()


def test_an_answer_without_an_id_is_the_only_calls(executable):
    gateway = gateway_of(
        executable,
        """
request()
answer(id=None, error={"code": "body-too-large", "layer": "http", "message": "No.", "hint": "Do."})
reply(request(), "fine")
request(); request()
answer(id=None, error={"code": "body-too-large", "layer": "http", "message": "No.", "hint": "Do."})
request()
""",
    )
    with pytest.raises(Error, match="No. Do."):
        gateway.handle("GET", "/", [], b"", None)
    assert gateway.handle("GET", "/", [], b"", None)[2] == b"fine"
    codes = []

    def call():
        with pytest.raises(Error) as caught:
            gateway.handle("GET", "/", [], b"", None)
        codes.append(caught.value.code)

    threads = [threading.Thread(target=call) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert codes == ["body-too-large"] * 2, "whose it is cannot be told, and nobody waits for ever"
    gateway.close()


def test_a_child_that_dies_at_rest_unseen_is_replaced(executable, pool, tmp_path):
    executable(f"""
first = not os.path.exists({str(tmp_path / "mark")!r})
mark({str(tmp_path / "mark")!r})
asked = request()
answer(id=asked["id"], result={{"version": "0.1.0", "report": "{{}}"}})
request()
if first:
    sys.exit(3)
""")
    assert _process.Diagnosis(**ASKED).report() == "{}"
    assert _process.Diagnosis(**ASKED).report() == "{}" and len(pool._idle) == 1


def test_no_more_of_a_text_is_sent_than_is_judged(executable):
    executable("""
asked = request()
answer(id=asked["id"], result={"length": len(asked["params"]["text_base64"])})
""")
    assert _process.classify_http_request(200, b"x" * 1_000_000)["length"] < 90_000


def test_a_configuration_is_sent_as_it_is(executable):
    executable("""
asked = request()
answer(id=asked["id"], error={"code": "bad-config", "message": asked["params"]["config"]})
""")
    with pytest.raises(Error) as caught:
        _process.Gateway('{"a": 1, "a": 2} // x')
    assert caught.value.message == '{"a": 1, "a": 2} // x'
