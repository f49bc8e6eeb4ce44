"""The process backend: everything is asked of the bundled executable, which runs as a child process.

It gives the same as the extension module, and needs no match between Python's version and the package's.
"""

from __future__ import annotations

import base64
import json
import threading
import time
from collections.abc import Mapping
from typing import Any

from ._error import Error
from ._rpc import Child, pool, result_of
from ._secret import Secret

NAME = "process"
JOIN_S = 5.0
SLICE_S = 0.05
JUDGED_BYTES = (64 << 10) + 1  # of a text: what is looked at, and one that tells that there was more


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def version() -> str:
    return str(pool.call("version", {})["version"])


def render(report_json: str, form: str) -> str:
    return str(pool.call("render", {"report": report_json, "form": form})["text"])


def resolve(name: str, nameserver: str, type: str, deadline: float) -> str:
    params = {"name": name, "nameserver": nameserver, "type": type, "deadline": deadline}
    return _json(pool.call("resolve", params)["evidence"])


def connect(host: str, port: int, deadline: float) -> str:
    return _json(pool.call("connect", {"host": host, "port": port, "deadline": deadline})["evidence"])


def inspect_tls(host: str, port: int, server_name: str, deadline: float) -> str:
    params = {"host": host, "port": port, "server_name": server_name, "deadline": deadline}
    return _json(pool.call("inspect_tls", params)["evidence"])


def classify_http_request(status_code: int, text: bytes) -> dict[str, str]:
    return pool.call("classify_http_request", {"status_code": status_code, "text_base64": _base64(text[:JUDGED_BYTES])})


def parse_request(data: bytes) -> dict[str, Any] | None:
    sealed = Secret(_base64(data))
    del data
    found = pool.call("parse_request", {"base64": sealed})
    if found is None:
        return None
    return {"method": found["method"], "target": found["target"], "version": found["version"],
            "headers": _pairs(found["headers"]), "body": base64.b64decode(found["body_base64"]),
            "consumed": found["consumed"]}


def _base64(data: bytes) -> str:
    return base64.b64encode(data).decode("ascii")


def _pairs(fields: list[list[str]]) -> list[tuple[str, str]]:
    return [(name, value) for name, value in fields]


class Diagnosis:
    """A diagnosis in a child of its own."""

    def __init__(self, *, target: str, profile: str | None, vantage: str | None, snapshot: str, site: str,
                 expect_address: list[str], api_base_url: str, token: str | None, nameservers: list[str], ca: str,
                 samples: int, deadline: float) -> None:
        sealed = Secret(token)
        del token
        asked = {"target": target, "profile": profile, "vantage": vantage, "snapshot": snapshot, "site": site,
                 "expect_address": expect_address, "api_base_url": api_base_url, "nameservers": nameservers, "ca": ca,
                 "samples": samples, "deadline": deadline, "token": sealed if sealed.reveal() else None}
        self._lock = threading.Lock()  # one thread at a time reads
        self._cancelled = False
        self._report: str | None = None
        self._failure: Error | None = None
        # What is not given is left out: the executable has its own defaults.
        self._asked = {name: value for name, value in asked.items() if value or name == "samples"}
        self._child: Child | None = None
        rested = pool.rested()
        if rested is not None:
            try:
                self._begin(rested)
                return
            except Error:
                rested.kill()
                if not rested.died:
                    raise
        self._begin(Child())

    def _begin(self, child: Child) -> None:
        self._child = child
        try:
            child.send("diagnose", self._asked)
        except BaseException:
            self._child = None
            child.kill()
            raise

    def next_check(self) -> str | None:
        self._check_owner()
        with self._lock:
            return self._next()

    def _check_owner(self) -> None:
        child = self._child
        if child is not None:
            child.check_owner()

    def _next(self) -> str | None:
        child = self._child
        if child is None:
            if self._failure is not None:
                raise self._failure
            return None
        try:
            try:
                answer = child.receive()
            except Error:
                if not child.died or child.heard or not child.rested or self._cancelled:
                    raise
                # It died at rest, before it could say a word about this.
                child.kill()
                child = Child()
                self._begin(child)
                if self._cancelled:  # meanwhile, and only the dead one was stopped
                    child.stop()
                answer = child.receive()
            if "check" in answer:
                return _json(answer["check"])
            self._child = None
            self._report = str(result_of(answer)["report"])
            pool.give_back(child)
        except Error as failure:
            self._child = None
            pool.give_back(child)  # which keeps it only when it is sound
            if self._cancelled:
                return None
            self._failure = failure
            raise
        except BaseException:
            self._child = None
            child.kill()
            self._cancelled = True
            raise
        return None

    def report(self) -> str:
        self._check_owner()
        with self._lock:
            while self._next() is not None:
                pass
            if self._report is None:
                raise Error("The diagnosis was cancelled.", code="cancelled", layer="gateway", hint="Run it again.")
            return self._report

    def cancel(self) -> None:
        child = self._child
        if child is None or not child.ours:
            return
        self._cancelled = True
        child = self._child
        if child is not None:
            child.stop()
        # Who is reading meets the end and cleans up: another thread, or what this was called in the middle of, as a
        # signal's handler.
        if self._lock.acquire(blocking=False):
            try:
                if child is not None and self._child is child:
                    self._child = None
                    child.kill()
            finally:
                self._lock.release()

    def __del__(self) -> None:
        child = getattr(self, "_child", None)
        if child is not None:
            child.kill()


class _Switchboard:
    """Hands the answers of one child to the threads that wait for them."""

    def __init__(self, child: Child) -> None:
        self.child = child
        self._sending = threading.Lock()
        self._sender = 0  # the thread that holds it
        self._waiting: dict[int, _Waiter] = {}
        self._closed = False
        self._ended = False  # every answer has been handed out
        self._failure: Error | None = None
        self.reader = threading.Thread(target=self._read, name="atgateway-answers", daemon=True)
        self.reader.start()

    def call(self, method: str, params: Mapping[str, object]) -> dict[str, Any]:
        self.child.check_owner()
        waiter = _Waiter()
        with self._sending:
            self._refuse()
            self._sender = threading.get_ident()
            number = self.child.number()
            self._waiting[number] = waiter
            try:
                self.child.send(method, params, number)
            except BaseException as failure:
                self._waiting.pop(number, None)
                if isinstance(failure, Error) and self._closed:
                    raise self._gone() from None
                raise
            finally:
                self._sender = 0
        try:
            waiter.wait()
        finally:
            self._waiting.pop(number, None)  # the answer to an interrupted call is nobody's
        if waiter.answer is None:
            self._refuse()
            raise self._gone()
        return result_of(waiter.answer)

    def _refuse(self) -> None:
        if self._failure is not None or self._closed:
            raise self._gone()

    def _gone(self) -> Error:
        if self._closed or self._failure is None:
            return Error("The gateway was closed.", code="cancelled", layer="gateway", hint="Make a new Gateway.")
        known = self._failure
        return Error(known.message, code=known.code, layer=known.layer, hint=known.hint, field=known.field)

    def _read(self) -> None:
        try:
            while True:
                self._hand_out(self.child.receive())
        except Error as failure:
            self._failure = failure
        finally:
            if self._failure is None:
                self._failure = Error("The answers of the executable could not be read.", code="internal",
                                      layer="gateway", hint="Make a new Gateway.")
            for number in list(self._waiting):
                waiter = self._waiting.pop(number, None)
                if waiter is not None:
                    waiter.finish(None)
            self._ended = True
            self.child.close_input()  # who is sending does not go on
            with self._sending:
                self.child.kill()

    def _hand_out(self, answer: dict[str, Any]) -> None:
        number = answer["id"]
        if number is None:
            # A line that could not be read. To guess whose it was would leave somebody waiting for ever.
            waiting = [] if self._closed else list(self._waiting)
            if len(waiting) > 1:
                result_of(answer)  # which raises
            number = waiting[0] if waiting else None
        waiter = self._waiting.pop(number, None)
        if waiter is not None:
            waiter.finish(answer)

    def close(self) -> None:
        """Cancels what is under way; all answers have been handed out when this returns."""
        if not self.child.ours:
            return
        self._closed = True
        self.child.close_input()
        if not self._joined():
            self.child.stop()
            self._joined()

    def _joined(self) -> bool:
        end = time.monotonic() + JOIN_S
        while self.reader.is_alive() and time.monotonic() < end:
            if self._ended and self._sender == threading.get_ident():
                return True  # a signal's handler, in the middle of sending: the reader waits for that to end
            self.reader.join(min(SLICE_S, JOIN_S))
        return not self.reader.is_alive()

    def drop(self) -> None:
        """Ends the child without waiting: nobody is left who could."""
        self._closed = True
        self.child.stop()


class _Waiter:
    """Where one thread waits for one answer."""

    def __init__(self) -> None:
        # No Event: its inner lock may be held by what a signal's handler came in the middle of.
        self._gate = threading.Lock()
        self._gate.acquire()
        self.answer: dict[str, Any] | None = None

    def finish(self, answer: dict[str, Any] | None) -> None:
        self.answer = answer
        self._gate.release()

    def wait(self) -> None:
        if threading.current_thread() is not threading.main_thread():
            self._gate.acquire()
            return
        # The main thread looks up now and then, for an interrupt that came without a signal of its own.
        while not self._gate.acquire(timeout=SLICE_S):
            pass


class Gateway:
    """A gateway in a child of its own, which answers many calls at once."""

    def __init__(self, config_json: str) -> None:
        self._switchboard = _Switchboard(Child())
        try:
            made = self._switchboard.call("gateway.create", {"config": Secret(config_json)})
        except BaseException:
            self._switchboard.drop()
            raise
        self._number = made["gateway"]

    def handle(self, method: str, path: str, headers: list[tuple[str, str]], body: bytes, deadline: float | None
               ) -> tuple[int, list[tuple[str, str]], bytes]:
        params: dict[str, object] = {"gateway": self._number, "method": method, "path": path,
                                     "headers": Secret(headers), "body_base64": Secret(_base64(body))}
        del headers, body
        if deadline is not None:
            params["deadline"] = deadline
        reply = self._switchboard.call("gateway.handle", params)
        return reply["status"], _pairs(reply["headers"]), base64.b64decode(reply["body_base64"])

    def close(self) -> None:
        self._switchboard.close()

    def __del__(self) -> None:
        switchboard = getattr(self, "_switchboard", None)
        if switchboard is not None:
            switchboard.drop()


class Sandbox:
    """A sandbox in a child of its own."""

    def __init__(self, *, latency: float, latency_jitter: float, error_rate: float, status: int, reset_rate: float,
                 rate_limit: int, quota: int, seed: int) -> None:
        self._lock = threading.Lock()
        self._closed = False
        self._child = Child()
        try:
            started = self._child.call("sandbox.start", {
                "latency": latency, "latency_jitter": latency_jitter, "error_rate": error_rate, "status": status,
                "reset_rate": reset_rate, "rate_limit": rate_limit, "quota": quota, "seed": seed})
        except BaseException:
            self._child.kill()
            raise
        self._number = started["sandbox"]
        self._url = str(started["url"])

    @property
    def url(self) -> str:
        return self._url

    def ledger(self) -> str:
        return _json(self._call("sandbox.ledger")["ledger"])

    def clear_ledger(self) -> None:
        self._call("sandbox.clear")

    def _call(self, method: str) -> dict[str, Any]:
        self._child.check_owner()
        with self._lock:
            try:
                return self._child.call(method, {"sandbox": self._number})
            except Error:
                if not self._closed:
                    raise
            finally:
                if self._closed:
                    self._child.kill()
        raise Error("The sandbox was closed.", code="cancelled", layer="gateway", hint="Make a new Sandbox.")

    def close(self) -> None:
        if not self._child.ours:
            return
        self._closed = True
        if self._lock.acquire(blocking=False):
            try:
                self._child.finish()
            finally:
                self._lock.release()
        else:
            self._child.stop()  # who is calling meets the end and cleans up: another thread, or a handler's frame
