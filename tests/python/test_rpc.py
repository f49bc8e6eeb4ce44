"""The client of `atgateway rpc` against executables that die, lie, fall silent or flood."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
import time

import pytest
import stand_in
from atgateway import Error, _rpc
from atgateway._secret import Secret

ECHO = """
while True:
    asked = request()
    answer(id=asked["id"], result=asked["params"])
"""


@pytest.fixture
def executable(tmp_path, monkeypatch):
    def install(body, **options):
        path = stand_in.write(tmp_path, body, **options)
        monkeypatch.setenv("ATGATEWAY_EXECUTABLE", path)
        return path

    return install


@pytest.fixture
def pool():
    pool = _rpc.Pool()
    yield pool
    while pool._idle:
        pool._idle.pop().finish()


def pids_of(pool):
    return [child._popen.pid for child in pool._idle]


def test_a_call(executable, pool):
    executable(ECHO)
    assert pool.call("echo", {"a": [1, "\u00e9\U0001f600"], "b": None}) == {"a": [1, "\u00e9\U0001f600"], "b": None}


def test_a_secret_is_written_but_never_shown(executable, pool):
    executable(ECHO)
    assert pool.call("echo", {"token": Secret("abc")}) == {"token": "abc"}


@pytest.mark.parametrize("size", [0, 65535, 65536, 5_000_000])
def test_long_lines_both_ways(executable, pool, size):
    executable(ECHO)
    assert pool.call("echo", {"text": "x" * size}) == {"text": "x" * size}


def test_children_are_used_again(executable, pool):
    executable(ECHO)
    pool.call("echo", {})
    first = pids_of(pool)
    pool.call("echo", {})
    assert pids_of(pool) == first and len(first) == 1


def test_a_child_for_every_call_under_way_and_four_at_rest(executable, pool, tmp_path):
    executable("""
import pathlib
while True:
    asked = request()
    pathlib.Path(asked["params"]["mark"]).touch()
    while not os.path.exists(asked["params"]["go"]):
        time.sleep(0.001)
    answer(id=asked["id"], result={"pid": os.getpid()})
""")
    answers = []

    def call(index):
        answers.append(pool.call("wait", {"mark": str(tmp_path / f"mark{index}"), "go": str(tmp_path / "go")})["pid"])

    threads = [threading.Thread(target=call, args=(index,)) for index in range(7)]
    for thread in threads:
        thread.start()
    until(lambda: all((tmp_path / f"mark{index}").exists() for index in range(7)))  # all seven at the same time
    (tmp_path / "go").touch()
    for thread in threads:
        thread.join()
    assert len(set(answers)) == 7 and len(pids_of(pool)) == 4
    assert sorted(pid for pid in answers if stand_in.is_running(pid)) == sorted(pids_of(pool))


def until(holds):
    end = time.monotonic() + 20
    while not holds():
        assert time.monotonic() < end, "not within 20 s"
        time.sleep(0.002)


def test_a_child_that_died_at_rest_is_replaced(executable, pool):
    executable(ECHO)
    pool.call("echo", {})
    [pid] = pids_of(pool)
    os.kill(pid, signal.SIGKILL)
    os.waitid(os.P_PID, pid, os.WEXITED | os.WNOWAIT)
    assert pool.call("echo", {"a": 1}) == {"a": 1}
    assert pids_of(pool) != [pid] and not stand_in.is_running(pid)


DEATHS = {
    "at once": ("sys.exit(3)", "ended with exit code 3"),
    "when asked": ("request(); sys.exit(0)", "ended with exit code 0"),
    "by a signal": ("request(); os.kill(os.getpid(), 9)", "was ended by signal 9"),
    "with last words": (
        "request(); sys.exit('libx.so.1: cannot open\\n\\x1b[31mGLIBC_2.99 not found.')",
        "ended with exit code 1: ?[31mGLIBC_2.99 not found.",
    ),
    "in the middle of a line": (
        "request(); sys.stdout.write('{\"id\": 2'); sys.stdout.flush(); sys.exit(5)",
        "ended with exit code 5",
    ),
}


@pytest.mark.parametrize(("body", "says"), DEATHS.values(), ids=DEATHS)
def test_a_child_that_dies(executable, pool, body, says):
    path = executable(body)
    with pytest.raises(Error) as caught:
        pool.call("echo", {"text": "x" * 100_000})
    error = caught.value
    assert (error.code, error.layer) == ("internal", "gateway") and says in error.message
    assert path in error.hint and pids_of(pool) == []


LIES = {
    "no JSON": 'print("hello", flush=True)',
    "no object": "answer_raw = print(1, flush=True)",
    "no id": "answer(result={})",
    "bytes": 'sys.stdout.buffer.write(b"\\xff\\xfe\\n"); sys.stdout.flush()',
}


@pytest.mark.parametrize("lie", LIES.values(), ids=LIES)
def test_a_child_that_says_something_else(executable, pool, lie):
    executable(f"request()\n{lie}\nrequest()")
    with pytest.raises(Error, match="something else than JSON") as caught:
        pool.call("echo", {})
    assert caught.value.code == "internal" and pids_of(pool) == []


def test_an_answer_that_is_an_error(executable, pool):
    executable("""
while True:
    asked = request()
    error = {"code": "bad-target", "layer": "config", "message": "No.", "hint": "Do.", "field": "/x"}
    answer(id=asked["id"], error=error)
""")
    with pytest.raises(Error) as caught:
        pool.call("echo", {})
    error = caught.value
    assert (error.message, error.code, error.layer, error.hint, error.field) == (
        "No.",
        "bad-target",
        "config",
        "Do.",
        "/x",
    )
    assert len(pids_of(pool)) == 1, "the child is sound"


def test_the_version_has_to_be_the_packages(executable, pool, monkeypatch):
    path = executable(ECHO, version="9.9.9")
    monkeypatch.setattr(_rpc, "package_version", lambda: "0.1.0")
    with pytest.raises(Error, match=r"version 9\.9\.9, the package of version 0\.1\.0") as caught:
        pool.call("echo", {})
    assert path in caught.value.hint and pids_of(pool) == []


def test_no_version_is_asked_for_in_a_build_tree(executable, pool, monkeypatch):
    executable(ECHO, version="9.9.9")
    monkeypatch.setattr(_rpc, "package_version", lambda: None)
    assert pool.call("echo", {}) == {}


@pytest.mark.parametrize(
    "make",
    [
        lambda path: path.unlink(),
        lambda path: path.chmod(0o644),
        lambda path: path.write_text("#!/no/such/interpreter\n"),
    ],
    ids=["missing", "not executable", "no interpreter"],
)
def test_an_executable_that_cannot_be_started(executable, pool, tmp_path, make):
    path = executable(ECHO)
    make(tmp_path / "atgateway")
    with pytest.raises(Error, match="cannot be started") as caught:
        pool.call("echo", {})
    assert caught.value.code == "internal" and path in caught.value.hint


def test_the_environment_of_the_caller_configures_nothing(executable, pool, monkeypatch):
    monkeypatch.setenv("ATGATEWAY_TOKEN", "token-text")
    executable("""
while True:
    asked = request()
    answer(id=asked["id"], result=sorted(key for key in os.environ if key.startswith("ATGATEWAY_")))
""")
    assert pool.call("echo", {}) == []


def test_a_child_is_no_member_of_the_terminals_group(executable, pool):
    executable(ECHO)
    pool.call("echo", {})
    [pid] = pids_of(pool)
    assert os.getsid(pid) == pid != os.getsid(0)


INTERRUPTED = """
import os, signal, sys, threading, time
from atgateway import _rpc
how = sys.argv[1]
seen = []
def interrupt():
    while not os.path.exists(sys.argv[2]):
        time.sleep(0.001)
    seen.append(time.monotonic())
    if how == "signal":
        os.kill(os.getpid(), signal.SIGINT)
    else:
        import _thread
        _thread.interrupt_main()
threading.Thread(target=interrupt).start()
try:
    _rpc.pool.call("wait", {"mark": sys.argv[2], "text": "x" * int(sys.argv[3])})
except KeyboardInterrupt:
    took = time.monotonic() - seen[0]
    pid = int(open(sys.argv[2]).read())
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        print("interrupted, child gone", len(_rpc.pool._idle), took < 5)
"""


@pytest.mark.parametrize("how", ["signal", "interrupt_main"])
@pytest.mark.parametrize(
    ("body", "size"),
    [("mark(request()['params']['mark'])", 0), ("mark(os.environ['MARK'])", 9_000_000)],
    ids=["while it reads", "while it writes"],
)
def test_an_interrupt_ends_the_call_and_its_child(executable, tmp_path, how, body, size):
    path = executable(f"{body}\nsignal.pause()")
    mark = tmp_path / "mark"
    done = subprocess.run(
        [sys.executable, "-c", INTERRUPTED, how, str(mark), str(size)],
        timeout=60,
        text=True,
        capture_output=True,
        env={**os.environ, "ATGATEWAY_EXECUTABLE": path, "MARK": str(mark)},
    )
    assert done.stdout == "interrupted, child gone 0 True\n", done.stderr


FORKED = """
import os, sys
from atgateway import Error, _rpc
_rpc.pool.call("echo", {})
child = _rpc.Child()
child.call("echo", {})
before = _rpc.pool._idle[0]._popen.pid
_rpc.pool._lock.acquire()  # as if another thread were in the middle of a call
pid = os.fork()
if pid == 0:
    status = 1
    try:
        child.call("echo", {})
    except Error as error:
        own = _rpc.pool.call("echo", {"a": 1}) == {"a": 1} and _rpc.pool._idle[0]._popen.pid != before
        status = 0 if error.code == "forked" and own else 2
    child.kill()
    child.finish()
    os._exit(status) if status else sys.exit(0)
_rpc.pool._lock.release()
assert os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == 0
assert child.call("echo", {"b": 2}) == {"b": 2}  # the parent's is as it was
assert _rpc.pool.call("echo", {"c": 3}) == {"c": 3} and _rpc.pool._idle[0]._popen.pid == before
print("fine")
"""


def test_after_a_fork_both_go_on(executable):
    path = executable(ECHO)
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", FORKED],
        timeout=60,
        text=True,
        capture_output=True,
        env={**os.environ, "ATGATEWAY_EXECUTABLE": path},
    )
    assert (done.stdout, done.stderr) == ("fine\n", "")


ENDS = """
import json, sys
from atgateway import _rpc
_rpc.pool.call("echo", {})
others = [_rpc.Child() for _ in range(3)]
for each in others:
    each.call("echo", {})
print(json.dumps([each._popen.pid for each in others + _rpc.pool._idle]), flush=True)
exec(sys.argv[1])
"""


@pytest.mark.parametrize(
    "end", ["", "raise RuntimeError", "import os; os.kill(os.getpid(), 9)", "os = __import__('os'); os._exit(1)"]
)
def test_no_child_outlives_the_program(executable, end):
    path = executable(ECHO)
    done = subprocess.run(
        [sys.executable, "-c", ENDS, end],
        timeout=60,
        text=True,
        capture_output=True,
        env={**os.environ, "ATGATEWAY_EXECUTABLE": path},
    )
    pids = json.loads(done.stdout)
    assert len(pids) == 4
    until(lambda: not any(stand_in.is_running(pid) for pid in pids))


def test_a_dropped_child_ends(executable):
    executable(ECHO)
    child = _rpc.Child()
    pid = child._popen.pid
    del child
    assert not stand_in.is_running(pid)


def test_descriptors_do_not_pile_up(executable, pool):
    executable("request(); sys.exit(1)")

    def fail():
        with pytest.raises(Error):
            pool.call("echo", {})

    fail()
    before = len(os.listdir("/proc/self/fd"))
    for _ in range(5):
        fail()
    assert len(os.listdir("/proc/self/fd")) == before


def test_a_child_that_dies_at_rest_unseen_is_replaced_once(executable, pool, tmp_path):
    executable(f"""
asked = request()
first = not os.path.exists({str(tmp_path / "mark")!r})
mark({str(tmp_path / "mark")!r})
answer(id=asked["id"], result=1)
asked = request()
if first or asked["params"]:
    sys.exit(3)  # it seemed alive until it was asked
answer(id=asked["id"], result=2)
""")
    pool.call("echo", {})
    assert pool.call("echo", {}) == 1
    assert pool.call("echo", {}) == 2


def test_a_request_that_kills_every_child_is_an_error(executable, pool):
    executable("""
asked = request()
if asked["params"]:
    sys.exit(3)
answer(id=asked["id"], result=1)
if request()["params"]:
    sys.exit(4)
""")
    pool.call("echo", {})
    with pytest.raises(Error, match="exit code 3"):
        pool.call("echo", {"a": 1})


def test_an_answer_without_an_id_is_the_requests(executable, pool):
    executable("""
while True:
    request()
    answer(id=None, error={"code": "body-too-large", "layer": "http", "message": "No.", "hint": "Do."})
""")
    with pytest.raises(Error, match="No. Do.") as caught:
        pool.call("echo", {})
    assert caught.value.code == "body-too-large" and len(pids_of(pool)) == 1


def test_a_line_that_is_too_long_is_not_sent(executable, pool, monkeypatch):
    executable(ECHO)
    monkeypatch.setattr(_rpc, "LINE_LIMIT", 1 << 20)
    assert pool.call("echo", {"text": "x" * 1_048_000})
    with pytest.raises(Error) as caught:
        pool.call("echo", {"text": "x" * (1 << 20)})
    error = caught.value
    assert (error.code, error.layer, error.hint) == ("body-too-large", "http", "Send less at once.")
    assert len(pids_of(pool)) == 1 and pool.call("echo", {}) == {}


SIGNALS = """
import signal, sys
signal.signal(signal.SIGPIPE, signal.SIG_DFL)
from atgateway import Error, _rpc
for _ in range(3):
    try:
        _rpc.pool.call("echo", {"text": "x" * 1_000_000})
    except Error as error:
        print(error.message)
child = _rpc.Child()
child.kill()
try:
    child.call("echo", {})
except Error as error:
    print(error.code, any(isinstance(each, AssertionError) for each in (error.__context__, error.__cause__)))
"""


def test_a_dead_child_raises_no_signal(executable):
    path = executable("sys.exit(3)")
    done = subprocess.run(
        [sys.executable, "-O", "-c", SIGNALS],
        timeout=60,
        text=True,
        capture_output=True,
        env={**os.environ, "ATGATEWAY_EXECUTABLE": path},
    )
    assert done.stdout == "The executable of atgateway ended with exit code 3.\n" * 3 + "cancelled False\n", done.stderr


def test_an_interrupted_request_is_finished_before_the_next(executable, tmp_path):
    executable(f"""
mark({str(tmp_path / "mark")!r})
while not os.path.exists({str(tmp_path / "go")!r}):
    time.sleep(0.001)
while True:
    asked = request()
    answer(id=asked["id"], result={{"length": len(asked["params"]["text"])}})
""")
    child = _rpc.Child()

    def interrupt():
        until(lambda: child._unsent is not None and child._unsent.sent)
        os.kill(os.getpid(), signal.SIGINT)

    thread = threading.Thread(target=interrupt)
    thread.start()
    with pytest.raises(KeyboardInterrupt):
        child.call("echo", {"text": "x" * 5_000_000})
    thread.join()
    (tmp_path / "go").touch()
    assert child.call("echo", {"text": "y" * 70_000}) == {"length": 70_000}
    child.finish()
