"""One `atgateway rpc`: a child process that answers a line of JSON with a line of JSON.

Everything here can be interrupted, forked and collected at any moment: a child is either usable or dead, never in
between.
"""

from __future__ import annotations

import atexit
import json
import os
import select
import socket
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
LINE_LIMIT = 256 << 20  # bytes of a request that the executable takes

_living: dict[int, weakref.ref[Child]] = {}


class _Line:
    """A request on its way. An interrupted one is finished before the next: half a line cannot be taken back."""

    def __init__(self, text: Secret[bytes]) -> None:
        self._text = text
        self.sent: list[int] = []  # bytes, of each step

    def rest(self) -> memoryview:
        return memoryview(self._text.reveal())[sum(self.sent):]


class Child:
    """A child process, and its streams. One thread at a time may send, and one receive."""

    def __init__(self) -> None:
        self._popen: Popen[bytes] | None = None
        self._input: socket.socket | None = None
        self._unsent: _Line | None = None
        self.rested = False  # it was taken from the pool
        self.heard = False  # it answered something since it was taken from the pool
        self.died = False  # by itself
        self._rest: list[bytes] = []
        self._complaints = os.memfd_create("atgateway-stderr", os.MFD_CLOEXEC)
        self._owner = os.getpid()
        self._next_id = 0
        # Children started by others in the meantime do not get these streams: they are made close-on-exec. A pipe for
        # the requests would raise SIGPIPE when the child has ended, which ends programs that do not ignore it.
        self._input, theirs = socket.socketpair()
        try:
            self._input.setblocking(False)
            with theirs:
                self._popen = _start(theirs.fileno(), self._complaints)
            _living[id(self)] = weakref.ref(self, _forget(id(self)))
            self._version = self.send("version", {})
        except BaseException:
            self.kill()
            raise

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
        """Sends a request, and gives its id. `Secret` values of `params` are revealed on their way only.

        Interrupted, it leaves a sound child: a request of which nothing was sent is forgotten, another one is
        finished before the next, and the answer to it is nobody's.
        """
        number = self.number() if number is None else number
        line: Secret[bytes] = Secret(json.dumps({"id": number, "method": method, "params": params},
                                                default=_reveal).encode() + b"\n")
        if len(line.reveal()) > LINE_LIMIT:
            raise Error(f"The request is longer than {LINE_LIMIT >> 20} MiB.", code="body-too-large", layer="http",
                        hint="Send less at once.")
        self.check_owner()
        try:
            self._flush()
            self._unsent = _Line(line)
            self._flush()
        except BaseException:
            if self._unsent is not None and not self._unsent.sent:
                self._unsent = None
            raise
        return number

    def _flush(self) -> None:
        line, stream = self._unsent, self._input
        if stream is None:
            raise self.death()
        if line is None:
            return
        try:
            poll = select.poll()
            poll.register(stream, select.POLLOUT)
            while rest := line.rest():
                try:
                    # Sent and counted without a bytecode in between, where an interrupt could be raised.
                    line.sent.extend(map(stream.send, (rest,), (socket.MSG_NOSIGNAL,)))
                except BlockingIOError:
                    poll.poll(SLICE_MS)
        except (OSError, ValueError):
            raise self.death() from None
        self._unsent = None

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
            self.heard = True
            return answer

    def _line(self) -> bytes:
        popen = self._popen
        if popen is None or popen.stdout is None:
            raise self.death()
        try:
            output = popen.stdout.fileno()
            poll = select.poll()
            poll.register(output, select.POLLIN)
            while True:
                if self._rest and b"\n" in self._rest[-1]:
                    line, _, rest = b"".join(self._rest).partition(b"\n")
                    self._rest = [rest] if rest else []
                    return line
                while not poll.poll(SLICE_MS):
                    pass
                # Read and kept without a bytecode in between, where an interrupt could be raised.
                self._rest.extend(map(os.read, (output,), (READ_BYTES,)))
                if not self._rest[-1]:
                    raise self.death()
        except (OSError, ValueError):
            raise self.death() from None

    def call(self, method: str, params: Mapping[str, object]) -> dict[str, Any]:
        """A request and its answer. Interrupted, it leaves a sound child, and the answer is nobody's."""
        number = self.send(method, params)
        while True:
            answer = self.receive()
            # One without an id is about a line that could not be read: the last one.
            if answer["id"] is None or (answer["id"] == number and "check" not in answer):
                return result_of(answer)

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
        self.died = True
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
        """Asks the child to cancel what is under way and to end, from any thread: who is sending meets the end."""
        stream = self._input
        if stream is not None and self.ours:
            with suppress(OSError):
                stream.shutdown(socket.SHUT_WR)

    def kill(self) -> None:
        """Ends the child now and closes its streams. No other thread may be using them."""
        popen, self._popen = self._popen, None
        complaints, self._complaints = self._complaints, -1
        if complaints < 0:
            return  # it was killed before
        os.close(complaints)
        _living.pop(id(self), None)
        stream, self._input, self._unsent = self._input, None, None
        if not self.ours:
            return
        try:
            if popen is not None:
                popen.kill()
                popen.wait()
        finally:
            _close(popen, stream)

    def abandon(self) -> None:
        """After fork(), in the child: the process is the parent's, and so is what its streams carry."""
        if self._popen is not None:
            self._popen.returncode = 0  # else its destructor would complain, and wait for another's child
            _close(self._popen, self._input)

    def __del__(self) -> None:
        if hasattr(self, "_complaints"):
            self.kill()


def _object(line: bytes) -> dict[str, Any] | None:
    """An answer, or None. That it cannot be read is raised elsewhere: the decoder's error holds the whole line."""
    try:
        answer = json.loads(line)
    except (ValueError, RecursionError):
        return None
    return answer if isinstance(answer, dict) and _is_answer(answer) else None


def _is_answer(answer: Mapping[str, Any]) -> bool:
    if answer.get("id") is None:
        return "id" in answer and isinstance(answer.get("error"), dict)
    return True


def result_of(answer: Mapping[str, Any]) -> dict[str, Any]:
    """The result of an answer, or its `Error`."""
    error = answer.get("error")
    if error is None:
        return answer["result"]  # type: ignore[no-any-return]
    raise Error(str(error.get("message", "")), code=str(error.get("code", "internal")),
                layer=str(error.get("layer", "gateway")), hint=str(error.get("hint", "")),
                field=str(error.get("field") or ""))


def _start(stdin: int, stderr: int) -> Popen[bytes]:
    # What is asked comes by the pipe alone: the environment configures servers, and would make answers depend on it.
    environment = {name: value for name, value in os.environ.items() if not name.startswith("ATGATEWAY_")}
    path = executable_path()
    try:
        # A session of its own, so that a terminal's Ctrl-C reaches Python and not the child.
        return Popen([path, "rpc"], stdin=stdin, stdout=PIPE, stderr=stderr, bufsize=0, close_fds=True,
                     start_new_session=True, env=environment)
    except OSError as error:
        raise _broken(f"The executable of atgateway cannot be started: {error.strerror}.") from None


def _close(popen: Popen[bytes] | None, stream: socket.socket | None) -> None:
    if stream is not None:
        stream.close()
    if popen is not None and popen.stdout is not None:
        popen.stdout.close()


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
        self._lock = threading.RLock()  # a signal's handler may come while it is held
        self._idle: list[Child] = []

    def rested(self) -> Child | None:
        """One that ran before, or None."""
        while True:
            with self._lock:
                child = self._idle.pop() if self._idle else None
            if child is None:
                return None
            if child.alive:
                child.rested, child.heard = True, False
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
        """One call of one child. One that died at rest is replaced: nothing but reading is asked of a pool."""
        rested = self.rested()
        if rested is not None:
            try:
                return self._call(rested, method, params)
            except Error:
                if rested.heard or not rested.died:
                    raise
        return self._call(Child(), method, params)

    def _call(self, child: Child, method: str, params: Mapping[str, object]) -> dict[str, Any]:
        try:
            return child.call(method, params)
        except Error:
            raise
        except BaseException:
            child.kill()
            raise
        finally:
            self.give_back(child)

    def forget(self) -> None:
        """After fork(): nothing here is ours, not even the lock, which another thread may have held."""
        self._lock = threading.RLock()
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
