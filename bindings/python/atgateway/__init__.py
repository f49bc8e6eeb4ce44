"""AT Gateway from Python: which hop of the path to CARTO is broken, and the gateway itself within a program.

>>> import atgateway
>>> report = atgateway.diagnose("https://127.0.0.1:1")  # nobody listens on that port
>>> report.ok, report.verdict.layer, report.verdict.next_action
(False, 'tcp', 'ss -ltn')

In a notebook the report shows itself, and checks are shown while they come. Start at `diagnose`;
`classify_http_request` says what an answer of Databricks' `http_request()` means; `Gateway` and `Sandbox` run the
gateway, and an emulation of CARTO's API, within this program. What is waited for lets other threads run and can be
interrupted. A sick network is never an exception: `Error` means that the call itself has to change.

Everything runs on one of two backends, which give the same: `backend` is `"core"` when there is an extension module for
this Python, else `"process"`, which asks the executable that the package brings along. The environment's
ATGATEWAY_BACKEND chooses one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from . import _backend
from ._backend import name as backend
from ._check import Check, Remediation, Vantage, Verdict
from ._classify import HttpRequestClass, classify_http_request
from ._diagnose import CheckStream, diagnose, iter_diagnose
from ._error import Error
from ._gateway import Gateway
from ._headers import Headers
from ._http import ParsedRequest, parse_request
from ._probe import connect, inspect_tls, resolve
from ._report import Report
from ._sandbox import Sandbox

__all__ = [
    "Check",
    "CheckStream",
    "Error",
    "Gateway",
    "Headers",
    "HttpRequestClass",
    "ParsedRequest",
    "Remediation",
    "Report",
    "Sandbox",
    "Vantage",
    "Verdict",
    "backend",
    "classify_http_request",
    "connect",
    "diagnose",
    "inspect_tls",
    "iter_diagnose",
    "parse_request",
    "resolve",
]

__version__: str


if not TYPE_CHECKING:  # to whom every name would be one of this module's

    def __getattr__(name):
        # Where there is no installation the backend is asked, which may have to start a process.
        if name == "__version__":
            from ._executable import package_version

            version = globals()["__version__"] = package_version() or _backend.chosen.version()
            return version
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted({*globals(), "__version__"})
