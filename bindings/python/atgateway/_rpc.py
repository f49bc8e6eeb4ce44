"""One `atgateway rpc`: a child process that answers a line of JSON with a line of JSON.

Everything here can be interrupted, forked and collected at any moment: a child is either usable or dead, never in
between.
"""

from __future__ import annotations

import atexit
import json
import os
import select
import threading
import weakref
from collections.abc import Mapping
from contextlib import suppress
from subprocess import PIPE, Popen, TimeoutExpired
from typing import Any

from ._error import Error
from ._executable import executable_path, package_version
from ._secret import Secret

# How soon an interrupt is noticed that did not interrupt the waiting itself (it came to another thread, or Python
# raised it without a signal).
SLICE_MS = 50
READ_BYTES = 1 << 20
END_S = 5.0

_living: dict[int, weakref.ref[Child]] = {}


class Child:
    """A child process, and the pipes to it. One thread at a time may send, and one receive."""

    def __init__(self) -> None:
        self._popen: Popen[bytes] | None = None
        self._rest: list[bytes] = []
        self._complaints = os.memfd_create("atgateway-stderr", os.MFD_CLOEXEC)
        self._owner = os.getpid()
        self._next_id = 0
        # Children started by others in the meantime do not get these pipes: they are made close-on-exec.
        try:
            self._popen = _start(self._complaints)
            os.set_blocking(self._stdin, False)
            _living[id(self)] = weakref.ref(self, _forget(id(self)))
            self._version = self.send("version", {})
        except BaseException:
            self.kill()
            raise

    @property
    def _stdin(self) -> int:
        assert self._popen is not None and self._popen.stdin is not None
        return self._popen.stdin.fileno()

    @property
    def _stdout(self) -> int:
        assert self._popen is not None and self._popen.stdout is not None
        return self._popen.stdout.fileno()

    @property
    def ours(self) -> bool:
        """It was started by this process, and not by one that forked it."""
        return self._owner == os.getpid()

    @property
    def alive(self) -> bool:
        """It runs, and is this process's own."""
        return self.ours and self._popen is not None and self._popen.poll() is None

    def number(self) -> int:
        """The id of the next request."""
        self._next_id += 1
        return self._next_id

    def send(self, method: str, params: Mapping[str, object], number: int | None = None) -> int:
        """Sends a request, and gives its id. `Secret` values of `params` are revealed on their way only."""
        number = self.number() if number is None else number
        line: Secret[bytes] = Secret(json.dumps({"id": number, "method": method, "params": params},
                                                default=_reveal).encode() + b"\n")
        self.check_owner()
        at = 0
        try:
            poll = select.poll()
            poll.register(self._stdin, select.POLLOUT)
            while at < len(line.reveal()):
                try:
                    at += os.write(self._stdin, memoryview(line.reveal())[at:at + READ_BYTES])
                except BlockingIOError:
                    poll.poll(SLICE_MS)
        except (OSError, ValueError, AssertionError):
            raise self.death() from None
        except BaseException:
            # Half a line cannot be taken back. Another thread may be waiting for an answer, and cleans up.
            self.stop()
            raise
        return number

    def receive(self) -> dict[str, Any]:
        """The next line that is not about the version."""
        while True:
            self.check_owner()
            answer = _object(self._line())
            if answer is None:
                self.kill()
                raise _broken("The executable of atgateway answered something else than JSON.")
            if answer["id"] == self._version:
                self._check_version(answer)
                continue
            return answer

    def _line(self) -> bytes:
        poll = select.poll()
        try:
            poll.register(self._stdout, select.POLLIN)
            while True:
                if self._rest and b"\n" in self._rest[-1]:
                    line, _, rest = b"".join(self._rest).partition(b"\n")
                    self._rest = [rest] if rest else []
                    return line
                while not poll.poll(SLICE_MS):
                    pass
                chunk = os.read(self._stdout, READ_BYTES)
                if not chunk:
                    raise self.death()
                self._rest.append(chunk)
        except (OSError, ValueError, AssertionError):
            raise self.death() from None

    def call(self, method: str, params: Mapping[str, object]) -> dict[str, Any]:
        """A request and its answer. When it is interrupted the child is killed."""
        try:
            number = self.send(method, params)
            while True:
                answer = self.receive()
                if answer["id"] == number and "check" not in answer:
                    return result_of(answer)
        except Error:
            raise
        except BaseException:
            self.kill()
            raise

    def check_owner(self) -> None:
        """After fork() a child of the parent's is nobody's to use. To be asked before any lock is taken."""
        if not self.ours:
            raise Error("This was made before fork().", code="forked", layer="gateway",
                        hint="Make a new one in the child process.")

    def _check_version(self, answer: Mapping[str, Any]) -> None:
        theirs = answer["result"]["version"] if "result" in answer else "unknown"
        ours = package_version()
        if ours is not None and theirs != ours:
            self.kill()
            raise _broken(f"The executable is of version {theirs}, the package of version {ours}.",
                          f"Install the package again, or correct ATGATEWAY_EXECUTABLE ({executable_path()}).")

    def death(self) -> Error:
        """The error of a child that ended by itself, with its last words."""
        if self._popen is None:
            return Error("It was closed.", code="cancelled", layer="gateway", hint="Make a new one.")
        try:
            code = self._popen.wait(END_S)
        except TimeoutExpired:
            self.stop()
            return _broken("The executable of atgateway closed its output.")
        said = _last_words(self._complaints)
        what = f"was ended by signal {-code}" if code < 0 else f"ended with exit code {code}"
        return _broken(f"The executable of atgateway {what}{': ' + said if said else ''}.")

    def finish(self, patience: float = END_S) -> None:
        """Ends the child by closing its input; kills it when it takes longer than `patience` seconds."""
        popen = self._popen
        if popen is None or not self.ours:
            return
        self.close_input()
        with suppress(TimeoutExpired):
            popen.wait(patience)
        self.kill()

    def stop(self) -> None:
        """Ends the child now, from any thread: whoever waits for its answer meets the end, and cleans up."""
        popen = self._popen
        if popen is not None and self.ours:
            popen.kill()

    def close_input(self) -> None:
        """Asks the child to cancel what is under way and to end. No other thread may be sending."""
        if self._popen is not None and self._popen.stdin is not None:
            self._popen.stdin.close()

    def kill(self) -> None:
        """Ends the child now and closes its pipes. No other thread may be using them."""
        popen, self._popen = self._popen, None
        complaints, self._complaints = self._complaints, -1
        if complaints < 0:
            return  # it was killed before
        os.close(complaints)
        _living.pop(id(self), None)
        if popen is None or not self.ours:
            return
        try:
            popen.kill()
            popen.wait()
        finally:
            _close_pipes(popen)

    def abandon(self) -> None:
        """After fork(), in the child: the process is the parent's, and so is what its pipes carry."""
        if self._popen is not None:
            self._popen.returncode = 0  # else its destructor would complain, and wait for another's child
            _close_pipes(self._popen)

    def __del__(self) -> None:
        if hasattr(self, "_complaints"):
            self.kill()


def _object(line: bytes) -> dict[str, Any] | None:
    """An answer, or None. That it cannot be read is raised elsewhere: the decoder's error holds the whole line."""
    try:
        answer = json.loads(line)
    except (ValueError, RecursionError):
        return None
    return answer if isinstance(answer, dict) and "id" in answer else None


def result_of(answer: Mapping[str, Any]) -> dict[str, Any]:
    """The result of an answer, or its `Error`."""
    error = answer.get("error")
    if error is None:
        return answer["result"]  # type: ignore[no-any-return]
    raise Error(str(error.get("message", "")), code=str(error.get("code", "internal")),
                layer=str(error.get("layer", "gateway")), hint=str(error.get("hint", "")),
                field=str(error.get("field") or ""))


def _start(stderr: int) -> Popen[bytes]:
    # What is asked comes by the pipe alone: the environment configures servers, and would make answers depend on it.
    environment = {name: value for name, value in os.environ.items() if not name.startswith("ATGATEWAY_")}
    path = executable_path()
    try:
        # A session of its own, so that a terminal's Ctrl-C reaches Python and not the child.
        return Popen([path, "rpc"], stdin=PIPE, stdout=PIPE, stderr=stderr, bufsize=0, close_fds=True,
                     start_new_session=True, env=environment)
    except OSError as error:
        raise _broken(f"The executable of atgateway cannot be started: {error.strerror}.") from None


def _close_pipes(popen: Popen[bytes]) -> None:
    for pipe in (popen.stdin, popen.stdout):
        if pipe is not None:
            pipe.close()


def _broken(message: str, hint: str | None = None) -> Error:
    return Error(message, code="internal", layer="gateway",
                 hint=hint or f"See that `{executable_path()} version` runs on this machine, or set "
                              "ATGATEWAY_EXECUTABLE to one that does.")


def _last_words(complaints: int) -> str:
    if complaints < 0:
        return ""
    text = os.pread(complaints, 4096, 0).decode(errors="replace")
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return "".join(letter if letter.isprintable() else "?" for letter in lines[-1][:300]).rstrip(".") if lines else ""


def _reveal(value: object) -> object:
    if isinstance(value, Secret):
        return value.reveal()
    raise TypeError(f"no JSON for {type(value).__name__}")


def _forget(key: int) -> Any:
    return lambda _: _living.pop(key, None)


class Pool:
    """Children at rest. A call takes one, or starts one, and gives it back; an interrupted call kills its own."""

    KEPT = 4

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._idle: list[Child] = []

    def take(self) -> Child:
        """A child that nobody else uses."""
        while True:
            with self._lock:
                child = self._idle.pop() if self._idle else None
            if child is None:
                return Child()
            if child.alive:
                return child
            child.kill()

    def give_back(self, child: Child) -> None:
        """Keeps a child whose answers have all been read."""
        with self._lock:
            keep = child.alive and len(self._idle) < self.KEPT
            if keep:
                self._idle.append(child)
        if not keep:
            child.finish()

    def call(self, method: str, params: Mapping[str, object]) -> dict[str, Any]:
        """One call of one child."""
        child = self.take()
        try:
            return child.call(method, params)
        finally:
            self.give_back(child)

    def forget(self) -> None:
        """After fork(): nothing here is ours, not even the lock, which another thread may have held."""
        self._lock = threading.Lock()
        self._idle = []


pool = Pool()


def _after_fork() -> None:
    for reference in list(_living.values()):
        child = reference()
        if child is not None:
            child.abandon()
    _living.clear()
    pool.forget()


def _at_exit() -> None:
    children = [child for child in (reference() for reference in list(_living.values())) if child is not None]
    for child in children:
        child.finish(1.0)


os.register_at_fork(after_in_child=_after_fork)
atexit.register(_at_exit)
