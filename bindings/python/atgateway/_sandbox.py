"""CARTO's Location Data Services, emulated on this machine."""

from __future__ import annotations

import json
from types import TracebackType
from typing import Any

from . import _arguments, _backend


class Sandbox:
    """A running sandbox on a loopback port that the system chose: free, deterministic, and never to be taken for CARTO.

    The token `sandbox-token` works; `sandbox-expired`, `sandbox-no-lds` and `sandbox-no-quota` are refused as their
    names say. Leaving its `with` block stops it.

    Args:
        latency: Seconds that an answer takes, 0 to 3600.
        latency_jitter: Seconds by which that varies.
        error_rate: Share of calls that are answered with `status`, 0 to 1.
        status: What `error_rate` answers, 400 to 599.
        reset_rate: Share of calls whose connection is closed without an answer, 0 to 1.
        rate_limit: Calls per second before 429; 0 means no limit.
        quota: Metered rows per token before 429 with the quota named; 0 means no quota.
        seed: Makes the faults repeatable.

    Raises:
        Error: `listen-failed` when the system gives no port.
        TypeError, ValueError: An argument has the wrong type or range; the message names it.

    >>> with Sandbox() as sandbox:
    ...     sandbox.url.startswith("http://127.0.0.1:"), sandbox.ledger()["metered_rows"]
    (True, 0)
    """

    def __init__(self, *, latency: float = 0.0, latency_jitter: float = 0.0, error_rate: float = 0.0,
                 status: int = 500, reset_rate: float = 0.0, rate_limit: int = 0, quota: int = 0,
                 seed: int = 1) -> None:
        self._handle = _backend.chosen.Sandbox(
            latency=_arguments.real("latency", latency, 0, 3600),
            latency_jitter=_arguments.real("latency_jitter", latency_jitter, 0, 3600),
            error_rate=_arguments.real("error_rate", error_rate, 0, 1),
            status=_arguments.whole("status", status, 400, 599),
            reset_rate=_arguments.real("reset_rate", reset_rate, 0, 1),
            rate_limit=_arguments.whole("rate_limit", rate_limit, 0, 2**32 - 1),
            quota=_arguments.whole("quota", quota, 0, 2**63 - 1),
            seed=_arguments.whole("seed", seed, 0, 2**63 - 1))

    @property
    def url(self) -> str:
        """Base URL, such as `"http://127.0.0.1:41233"`: the `base_url` of a gateway's upstream."""
        return self._handle.url

    def ledger(self) -> dict[str, Any]:
        """Every call that reached it, and the metered rows: `{"calls": [...], "metered_rows": N}`. Tokens are
        fingerprints there."""
        ledger: dict[str, Any] = json.loads(self._handle.ledger())
        return ledger

    def clear_ledger(self) -> None:
        """Forgets the calls."""
        self._handle.clear_ledger()

    def close(self) -> None:
        """Stops it. A second time it does nothing."""
        self._handle.close()

    def __enter__(self) -> Sandbox:
        return self

    def __exit__(self, kind: type[BaseException] | None, value: BaseException | None,
                 traceback: TracebackType | None) -> None:
        self.close()
