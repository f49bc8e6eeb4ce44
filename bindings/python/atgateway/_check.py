"""The parts of a report: checks, the verdict, the place it was made from."""

from __future__ import annotations

from typing import Any

from ._record import Record


class Remediation(Record):
    """What to do about a check."""

    @property
    def text(self) -> str:
        """Sentences, or empty."""
        return str(self["text"])

    @property
    def commands(self) -> list[str]:
        """Commands to be typed as they are; the package runs none of them."""
        return list(self["commands"])

    def __str__(self) -> str:
        return "\n".join([*([self.text] if self.text else []), *self.commands])

    def __repr__(self) -> str:
        return f"Remediation({str(self)!r})"


class Check(Record):
    """One claim about the path, and what became of it.

    The members are those of the report's JSON: `check["status"]` and `check.status` are the same. As a mapping it has
    the members that the JSON has; as attributes the ones that may be missing are None or empty.

    >>> check = Check({"id": "tcp.connects", "layer": "tcp", "status": "fail", "duration_us": 22})
    >>> check
    <Check tcp.connects: fail>
    >>> check.layer, check["layer"], check.blocked_by, "blocked_by" in check
    ('tcp', 'tcp', None, False)
    """

    @property
    def id(self) -> str:
        """Stable id in dotted words, such as `"dns.resolves"`; docs/diagnostics.md has an anchor for each."""
        return str(self["id"])

    @property
    def ref(self) -> str | None:
        """Row of the table of symptoms, such as `"K07"` (several separated by a blank), or None."""
        return self._optional("ref")

    @property
    def title(self) -> str:
        """A sentence that can be true."""
        return str(self["title"])

    @property
    def layer(self) -> str:
        """Where on the path it looks: `"config"`, `"dns"`, `"tcp"`, `"tls"`, `"http"`, `"gateway"`, `"upstream"`,
        `"token"`, and from a snapshot `"kubernetes"`, `"privatelink"`, `"ncc"`, `"workspace"`."""
        return str(self["layer"])

    @property
    def status(self) -> str:
        """`"pass"`, `"warn"`, `"fail"`, `"skip"` or `"crash"`."""
        return str(self["status"])

    @property
    def severity(self) -> str:
        """How much it matters when it does not hold: `"info"`, `"warning"` or `"error"`."""
        return str(self["severity"])

    @property
    def owner(self) -> str:
        """Who can mend it: `"customer-dns"`, `"cloud-network"`, `"cluster"`, `"gateway"`, `"upstream"`,
        `"databricks"` or `"caller"`."""
        return str(self["owner"])

    @property
    def observed(self) -> str:
        """What was seen, with units."""
        return str(self["observed"])

    @property
    def expected(self) -> str:
        """What the path needs, or empty."""
        return str(self["expected"])

    @property
    def evidence(self) -> dict[str, Any]:
        """The measurement as it was; its members depend on the check. Times are in microseconds (`..._us`)."""
        return dict(self["evidence"])

    @property
    def duration_us(self) -> int:
        """Microseconds that the probe behind it took."""
        return int(self["duration_us"])

    @property
    def remediation(self) -> Remediation:
        """What to do."""
        return Remediation(self["remediation"])

    @property
    def link(self) -> str:
        """The anchor in docs/diagnostics.md."""
        return str(self["link"])

    @property
    def blocked_by(self) -> str | None:
        """Of a skip: the check that failed before, or `"deadline"`."""
        return self._optional("blocked_by")

    @property
    def reason(self) -> str | None:
        """Of a skip that nothing blocks: `"not-visible-from-here"`, `"not-applicable"`, `"not-asked"` or
        `"no-data"`."""
        return self._optional("reason")

    @property
    def explains(self) -> list[str]:
        """Of a failed check of a snapshot: ids of the network checks that it can make fail."""
        return list(self.get("explains", ()))

    def _optional(self, name: str) -> str | None:
        value = self.get(name)
        return None if value is None else str(value)

    def __repr__(self) -> str:
        return f"<Check {self.id}: {self.status}>"


class Verdict(Record):
    """A report in one line.

    >>> verdict = Verdict({"status": "fail", "layer": "tcp", "owner": "gateway", "headline": "Nobody listens",
    ...                    "next_action": "ss -ltn", "check": "tcp.connects"})
    >>> print(verdict)
    fail: Nobody listens
    >>> verdict.layer, verdict.ok
    ('tcp', False)
    """

    @property
    def status(self) -> str:
        """`"pass"`, `"warn"`, `"fail"`, `"crash"`, `"incomplete"` (the deadline cut it short) or `"unknown"` (nothing
        failed, but part of the path cannot be seen from here)."""
        return str(self["status"])

    @property
    def ok(self) -> bool:
        """Nothing failed and all of the path was seen: `"pass"` or `"warn"`."""
        return self.status in ("pass", "warn")

    @property
    def layer(self) -> str | None:
        """The first broken layer of the path (see `Check.layer`); None when there is none."""
        return None if self["layer"] is None else str(self["layer"])

    @property
    def owner(self) -> str | None:
        """Who can mend it (see `Check.owner`), or None."""
        return None if self["owner"] is None else str(self["owner"])

    @property
    def headline(self) -> str:
        """One sentence."""
        return str(self["headline"])

    @property
    def next_action(self) -> str | None:
        """A command to type, or a sentence; None when all passed."""
        return None if self["next_action"] is None else str(self["next_action"])

    @property
    def check(self) -> str | None:
        """The id of the check that decided, or None."""
        return None if self["check"] is None else str(self["check"])

    def __str__(self) -> str:
        return f"{self.status}: {self.headline}"

    def __repr__(self) -> str:
        return f"<Verdict {self}>"


class Vantage(Record):
    """From where it was looked, and what that means."""

    @property
    def host(self) -> str:
        """This machine's name."""
        return str(self["host"])

    @property
    def resolvers(self) -> list[str]:
        """The nameservers of the system's configuration, as IP:PORT."""
        return list(self["resolvers"])

    @property
    def environment(self) -> str:
        """`"serverless"`, `"classic-cluster"`, `"pod"` or `"host"`."""
        return str(self["environment"])

    @property
    def sentence(self) -> str:
        """What this place can tell about the path that is judged."""
        return str(self["sentence"])

    def __str__(self) -> str:
        return self.sentence

    def __repr__(self) -> str:
        return f"<Vantage {self.environment}>"
