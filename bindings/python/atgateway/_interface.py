"""What a backend gives: the extension module `_core`, or the module `_process`, which asks the executable.

Values are plain: text is `str`, documents are JSON text. Arguments have been judged before. Whatever waits can be
interrupted within 100 ms, and lets other threads run.
"""

from __future__ import annotations

from typing import Any, Protocol


class DiagnosisRun(Protocol):
    """A diagnosis under way. Dropping it cancels it."""

    def next_check(self) -> str | None:
        """The next check as JSON, or None when all came. Waits for it."""

    def report(self) -> str:
        """The report as JSON. Waits for it."""

    def cancel(self) -> None:
        """Ends the run now."""


class GatewayHandle(Protocol):
    """A gateway; several threads may call at once."""

    def handle(self, method: str, path: str, headers: list[tuple[str, str]], body: bytes, deadline: float | None, /
               ) -> tuple[int, list[tuple[str, str]], bytes]:
        """One exchange. Waits for the reply."""

    def close(self) -> None:
        """Cancels what is under way."""


class SandboxHandle(Protocol):
    """A running sandbox."""

    @property
    def url(self) -> str:
        """Its base URL."""

    def ledger(self) -> str:
        """The calls that reached it, as JSON."""

    def clear_ledger(self) -> None:
        """Forgets them."""

    def close(self) -> None:
        """Stops it."""


class Backend(Protocol):
    """The functions and classes of both."""

    def version(self) -> str: ...

    def render(self, report_json: str, form: str, /) -> str: ...

    def resolve(self, name: str, nameserver: str, type: str, deadline: float, /) -> str: ...

    def connect(self, host: str, port: int, deadline: float, /) -> str: ...

    def inspect_tls(self, host: str, port: int, server_name: str, deadline: float, /) -> str: ...

    def classify_http_request(self, status_code: int, text: bytes, /) -> dict[str, str]: ...

    def parse_request(self, data: bytes, /) -> dict[str, Any] | None: ...

    def Diagnosis(self, *, target: str, profile: str | None, vantage: str | None, snapshot: str, site: str,
                  expect_address: list[str], api_base_url: str, token: str | None, nameservers: list[str], ca: str,
                  samples: int, deadline: float) -> DiagnosisRun: ...

    def Gateway(self, config_json: str, /) -> GatewayHandle: ...

    def Sandbox(self, *, latency: float, latency_jitter: float, error_rate: float, status: int, reset_rate: float,
                rate_limit: int, quota: int, seed: int) -> SandboxHandle: ...
