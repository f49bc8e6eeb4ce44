"""The doctor: which hop of the path to a gateway is broken, whose it is, and what to type."""

from __future__ import annotations

import json
import os
from collections import deque
from collections.abc import Iterator, Sequence
from types import TracebackType
from typing import Literal, get_args

from . import _arguments, _backend, _progress
from ._check import Check
from ._interface import DiagnosisRun
from ._report import Report
from ._secret import Secret

#: Which path is judged.
Profile = Literal["databricks-ncc", "in-vnet", "gateway-egress", "local"]
#: Where this program stands.
Environment = Literal["serverless", "classic-cluster", "pod", "host"]


def diagnose(target: str | None, *, profile: Profile | None = None, vantage: Environment | None = None,
             snapshot: str | os.PathLike[str] | None = None, site: str | os.PathLike[str] | None = None,
             expect_address: str | Sequence[str] | None = None, api_base_url: str | None = None,
             token: str | None = None, nameservers: str | Sequence[str] | None = None,
             ca: str | os.PathLike[str] | None = None, samples: int = 1, deadline: float = 10.0,
             progress: bool | None = None) -> Report:
    """Looks at each hop of the path to a gateway, and says which is broken, whose it is, and what to do.

    It only reads: nothing is changed, and nothing is called that costs quota. It waits for its result, at most
    `deadline` seconds; other threads run meanwhile, and an interrupt ends it at once.

    Args:
        target: The gateway, `https://HOST` or `https://HOST:PORT`; None when only a snapshot is to be read.
        profile: Which path is judged: `"databricks-ncc"` (a serverless warehouse over Private Link), `"in-vnet"`,
            `"gateway-egress"` or `"local"`. Guessed from target and vantage when None.
        vantage: Where this program stands: `"serverless"`, `"classic-cluster"`, `"pod"` or `"host"`. Detected when
            None. What cannot be seen from there is skipped, and the check names a command that can see it.
        snapshot: Directory of saved control-plane JSON, as the script of `atgateway doctor --snapshot-commands`
            writes it.
        site: Site file: the names of this installation, for the commands that are printed.
        expect_address: IP addresses or CIDRs; every address of the target has to be in one of them.
        api_base_url: CARTO's API base URL for the quota call; the gateway's default when None.
        token: API access token for one quota call, which is free. It goes to a gateway over verified TLS (or on
            loopback) only, and is in no report, repr or traceback.
        nameservers: `IP` or `IP:PORT` of nameservers to ask instead of the system's.
        ca: PEM file of authorities to trust besides the public ones.
        samples: Measurements of each phase, 1 to 100.
        deadline: Seconds, more than 0 and at most 86400. What it cuts off is a skip that says so.
        progress: Whether to show checks as they come: in a notebook as a strip of layers, on a terminal as one line
            of stderr, which is erased. None: where there is a notebook or a terminal.

    Returns:
        The report, whatever the network does. A sick network is never an exception; see
        `Report.raise_for_failures`.

    Raises:
        Error: `bad-target` when the target is not `https://HOST[:PORT]`; `bad-config` for another option that cannot
            be read, named in `field`.
        TypeError: An argument has the wrong type; the message names it. Nothing has been sent.
        ValueError: `samples` or `deadline` is out of range.

    >>> report = diagnose("https://127.0.0.1:1", deadline=5)
    >>> print(report.verdict)
    fail: tcp.connects failed: 127.0.0.1:1 refuses: the machine is there, and nobody listens
    >>> report.verdict.layer, report.verdict.owner, report.verdict.next_action
    ('tcp', 'gateway', 'ss -ltn')
    """
    secret: Secret[object] = Secret(token)
    del token
    if progress is not None and not isinstance(progress, bool):
        raise TypeError(f"progress must be bool, not {type(progress).__name__}")
    run = _begin(target, profile, vantage, snapshot, site, expect_address, api_base_url, secret, nameservers, ca,
                 samples, deadline)
    display = _progress.choose(progress)
    if display is None:
        return Report(run.report())
    try:
        while (check := run.next_check()) is not None:
            display.show(Check(json.loads(check)))
        report = Report(run.report())
        display.show_verdict(report.verdict)
        return report
    except BaseException:
        run.cancel()
        raise
    finally:
        display.close()


def iter_diagnose(target: str | None, *, profile: Profile | None = None, vantage: Environment | None = None,
                  snapshot: str | os.PathLike[str] | None = None, site: str | os.PathLike[str] | None = None,
                  expect_address: str | Sequence[str] | None = None, api_base_url: str | None = None,
                  token: str | None = None, nameservers: str | Sequence[str] | None = None,
                  ca: str | os.PathLike[str] | None = None, samples: int = 1, deadline: float = 10.0) -> CheckStream:
    """Like `diagnose()`, but gives each check as it is decided.

    The diagnosis begins at once. Arguments and errors are those of `diagnose()`; an `Error` about a target or an
    option comes with the first check.

    >>> checks = iter_diagnose("https://127.0.0.1:1")
    >>> [check.id for check in checks if check.status == "fail"]
    ['tcp.connects']
    >>> checks.report().verdict.status
    'fail'
    """
    secret: Secret[object] = Secret(token)
    del token
    return CheckStream(_begin(target, profile, vantage, snapshot, site, expect_address, api_base_url, secret,
                              nameservers, ca, samples, deadline))


class CheckStream(Iterator[Check]):
    """The checks of a diagnosis under way. `close()`, or leaving its `with` block, cancels what is left.

    One thread at a time may use it; another one may close it.
    """

    def __init__(self, run: DiagnosisRun) -> None:
        self._run = run
        self._kept: deque[str] = deque()
        self._closed = False

    def __iter__(self) -> CheckStream:
        return self

    def __next__(self) -> Check:
        text = self._kept.popleft() if self._kept else None if self._closed else self._run.next_check()
        if text is None or self._closed:  # which another thread may have done meanwhile
            raise StopIteration
        return Check(json.loads(text))

    def report(self) -> Report:
        """The report; waits for the checks that are not decided yet, which the iteration still gives afterwards.

        Raises:
            Error: `cancelled` when the stream was closed before; else as `diagnose()`.
        """
        while not self._closed and (text := self._run.next_check()) is not None:
            self._kept.append(text)
        return Report(self._run.report())

    def close(self) -> None:
        """Cancels the diagnosis; no check comes any more. After the last check it changes nothing."""
        self._closed = True
        self._kept.clear()
        self._run.cancel()

    def __enter__(self) -> CheckStream:
        return self

    def __exit__(self, kind: type[BaseException] | None, value: BaseException | None,
                 traceback: TracebackType | None) -> None:
        self.close()


def _begin(target: object, profile: object, vantage: object, snapshot: object, site: object, expect_address: object,
           api_base_url: object, token: Secret[object], nameservers: object, ca: object, samples: object,
           deadline: object) -> DiagnosisRun:
    folder = _arguments.path("snapshot", snapshot)
    address = "" if target is None and folder else _arguments.text("target", target)
    judged = _arguments.word("profile", profile, get_args(Profile))
    place = _arguments.word("vantage", vantage, get_args(Environment))
    names = _arguments.path("site", site)
    expected = _arguments.texts("expect_address", expect_address)
    base_url = _arguments.optional_text("api_base_url", api_base_url)
    secret = _arguments.token(token)
    servers = _arguments.texts("nameservers", nameservers)
    authorities = _arguments.path("ca", ca)
    count = _arguments.whole("samples", samples, 1, 100)
    seconds = _arguments.deadline("deadline", deadline)
    return _backend.chosen.Diagnosis(
        target=address, profile=judged, vantage=place, snapshot=folder, site=names, expect_address=expected,
        api_base_url=base_url, token=None if secret is None else secret.reveal(), nameservers=servers, ca=authorities,
        samples=count, deadline=seconds)
