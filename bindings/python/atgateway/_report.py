"""A whole diagnosis, and the forms it can be shown in."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from . import _arguments, _backend
from ._check import Check, Vantage, Verdict
from ._error import Error

if TYPE_CHECKING:
    import pandas  # type: ignore[import-untyped,import-not-found,unused-ignore]


class Report:
    """What `diagnose()` found: a verdict, and the checks behind it.

    In a notebook it shows itself, with the verdict on top. It holds no secret, and can be pickled, copied and compared.

    >>> from atgateway import diagnose
    >>> report = diagnose("https://127.0.0.1:1")  # nobody listens on that port
    >>> report
    <Report https://127.0.0.1:1: fail in tcp, for gateway>
    >>> report.ok, report.verdict.check, report.failed
    (False, 'tcp.connects', [<Check tcp.connects: fail>])
    >>> report["tcp.connects"].observed
    '127.0.0.1:1 refuses: the machine is there, and nobody listens.'
    """

    __slots__ = ("_document", "_text")

    def __init__(self, text: str) -> None:
        self._text = text
        self._document: dict[str, Any] = json.loads(text)

    @classmethod
    def from_json(cls, text: str) -> Report:
        """A report that was saved as JSON, by `to_json()` or by `atgateway doctor --format json`.

        Raises:
            Error: `bad-report` when the text is no report; the message says what is wrong and where.
            TypeError: `text` is not a `str`.

        >>> from atgateway import diagnose
        >>> report = diagnose("https://127.0.0.1:1")
        >>> Report.from_json(report.to_json()) == report
        True
        """
        return cls(_backend.chosen.render(_arguments.text("text", text), "json"))

    @property
    def ok(self) -> bool:
        """Nothing failed and all of the path was seen: the verdict is `"pass"` or `"warn"`."""
        return self.verdict.ok

    @property
    def verdict(self) -> Verdict:
        """The report in one line: what is broken first, whose it is, and what to do."""
        return Verdict(self._document["verdict"])

    @property
    def checks(self) -> list[Check]:
        """All checks, in the order of the path; those that were not made are there as `"skip"`, with the cause."""
        return [Check(each) for each in self._document["checks"]]

    @property
    def failed(self) -> list[Check]:
        """The checks that failed or crashed."""
        return [check for check in self.checks if check.status in ("fail", "crash")]

    @property
    def target(self) -> str:
        """What was judged, as a URL; empty when only a snapshot was read."""
        return str(self._document["target"])

    @property
    def profile(self) -> str:
        """Which path was judged: `"databricks-ncc"`, `"in-vnet"`, `"gateway-egress"` or `"local"`."""
        return str(self._document["profile"])

    @property
    def vantage(self) -> Vantage:
        """From where it was looked."""
        return Vantage(self._document["vantage"])

    @property
    def started_at(self) -> str:
        """When it began: RFC 3339, UTC."""
        return str(self._document["started_at"])

    @property
    def duration(self) -> float:
        """Seconds that the diagnosis took."""
        return float(self._document["duration_us"]) / 1e6

    def __getitem__(self, id: str) -> Check:
        """The check of that id; `KeyError` when it is not in this report."""
        for check in self._document["checks"]:
            if check["id"] == id:
                return Check(check)
        raise KeyError(id)

    def to_dict(self) -> dict[str, Any]:
        """The report's JSON as Python values, the caller's own: docs/report.schema.json describes it."""
        document: dict[str, Any] = json.loads(self._text)
        return document

    def to_json(self) -> str:
        """The report as JSON, as `atgateway doctor --format json` writes it."""
        return self._text

    def to_markdown(self) -> str:
        """The report for a ticket."""
        return _backend.chosen.render(self._text, "markdown")

    def to_html(self) -> str:
        """The report as a page of its own, without anything from elsewhere."""
        return _backend.chosen.render(self._text, "html")

    def to_pandas(self) -> pandas.DataFrame:
        """The checks as a table with the columns id, layer, status, owner, observed, expected, duration_ms
        (milliseconds) and fix (what to do: sentences, then commands, a line each).

        Raises:
            ImportError: pandas is not installed.
        """
        try:
            import pandas
        except ImportError as error:
            raise ImportError("to_pandas() needs pandas: install it with `pip install pandas`, or use "
                              "to_dict()['checks']") from error
        columns = ("id", "layer", "status", "owner", "observed", "expected", "duration_ms", "fix")
        rows = [(check.id, check.layer, check.status, check.owner, check.observed, check.expected,
                 check.duration_us / 1000, str(check.remediation)) for check in self.checks]
        return pandas.DataFrame(rows, columns=list(columns))

    def raise_for_failures(self) -> Report:
        """The report itself, unless something is broken.

        Raises:
            Error: the verdict is `"fail"`, `"crash"` or `"incomplete"`. Its `code` is the id of the check that
                decided, its `layer` the broken one, its `hint` what to do next. A verdict of `"unknown"` (nothing
                failed, part of the path cannot be seen from here) does not raise; ask `ok` for that.

        >>> from atgateway import Error, diagnose
        >>> try:
        ...     diagnose("https://127.0.0.1:1").raise_for_failures()
        ... except Error as error:
        ...     print(error.code, error.layer, error.hint, sep=" | ")
        tcp.connects | tcp | ss -ltn
        """
        verdict = self.verdict
        if verdict.status not in ("fail", "crash", "incomplete"):
            return self
        check = verdict.check or ""
        layer = verdict.layer or next((each.layer for each in self.checks if each.id == check), "")
        raise Error(verdict.headline, code=check or verdict.status, layer=layer, hint=verdict.next_action or "")

    def _repr_html_(self) -> str:
        return _backend.chosen.render(self._text, "html-fragment")

    def __str__(self) -> str:
        return _backend.chosen.render(self._text, "text")

    def __repr__(self) -> str:
        verdict = self.verdict
        where = f" in {verdict.layer}" if verdict.layer else ""
        whose = f", for {verdict.owner}" if verdict.owner else ""
        return f"<Report {self.target or 'of a snapshot'}: {verdict.status}{where}{whose}>"

    def __eq__(self, other: object) -> bool:
        return self._document == other._document if isinstance(other, Report) else NotImplemented

    def __hash__(self) -> int:
        return hash((self._document["started_at"], self.target))

    def __reduce__(self) -> tuple[object, tuple[str]]:
        return Report, (self._text,)
