"""What every caller has in common: a statement is sent, perhaps again, and ends."""
import asyncio
import dataclasses
import json
import typing

from .client import Lost


class Row(typing.NamedTuple):
    status: str  # ok, no-match, null, error; a warehouse cannot tell a missing match from null
    value: typing.Any = None
    code: str = ""
    billed: str = ""


@dataclasses.dataclass
class Outcome:
    """How a statement ended: answered (with its rows), failed (an answer the caller shows as an error) or gave-up."""
    ended: str = ""
    rows: list = dataclasses.field(default_factory=list)
    attempts: list = dataclasses.field(default_factory=list)  # statuses as text, and the words of Lost
    problem: str = ""
    reply: typing.Any = None  # the last one

    def fail(self, problem):
        self.ended, self.problem, self.rows = "failed", problem, []
        return self


class Caller:
    """One kind of caller. Subclasses say what is sent (`request`), what an answer means (`read`), and what is tried again."""
    name = ""
    tries = 1_000_000  # of one request, the first included
    patience_s = 60.0  # for the whole statement
    try_s = 60.0  # for one try
    pause_s = 0.1  # before the second try; doubles
    longest_pause_s = 5.0

    def __init__(self, client, *, service="geocode", token="sandbox-token", **habits):
        self.client, self.service, self.token = client, service, token
        for name, value in habits.items():
            if not hasattr(type(self), name):
                raise TypeError(f"{self.name} has no habit {name}")
            setattr(self, name, value)

    def request(self, rows, key):
        """(path, headers, body); made once, so that each try is the same bytes."""
        raise NotImplementedError

    def read(self, reply, rows, outcome):
        """Judges a reply that is not tried again, as the platform does."""
        raise NotImplementedError

    def retries_status(self, status):
        raise NotImplementedError

    def retries_lost(self, how):
        raise NotImplementedError

    def polls(self, reply):
        return False

    def about_to_retry(self, rows, outcome):
        """For whoever watches: the last of `outcome.attempts` is about to be tried again."""

    async def ask(self, rows, key=None):
        """Sends rows (each a list of the service's arguments) as one request; `key` tells its tries from other requests."""
        loop = asyncio.get_running_loop()
        path, headers, body = self.request(rows, key)
        outcome, method = Outcome(), "POST"
        until, pause, tries = loop.time() + self.patience_s, self.pause_s, 0
        while True:
            try:
                reply = await self.client.exchange(method, path, headers, body,
                                                   max(0.001, min(self.try_s, until - loop.time())))
            except Lost as lost:
                outcome.attempts.append(lost.how)
                if not self.retries_lost(lost.how):
                    return outcome.fail(lost.how)
            else:
                outcome.reply = reply
                outcome.attempts.append(str(reply.status))
                if self.polls(reply):
                    method, body, tries = "GET", b"", -1
                elif not self.retries_status(reply.status):
                    self.read(reply, rows, outcome)
                    return outcome
            tries += 1
            if tries >= self.tries or loop.time() + pause >= until:
                outcome.ended, outcome.problem = "gave-up", outcome.attempts[-1]
                return outcome
            self.about_to_retry(rows, outcome)
            await asyncio.sleep(pause)
            pause = min(pause * 2, self.longest_pause_s)


def row_of(value):
    """A warehouse's row: its value may say that it is an error, when that is what the function asks for."""
    error = value.get("error") if isinstance(value, dict) else None
    if isinstance(error, dict):
        return Row("error", None, error.get("code", ""), error.get("billed", ""))
    return Row("null" if value is None else "ok", value)


def parse(body):
    """The JSON of a body, or None."""
    try:
        return json.loads(body)
    except ValueError:
        return None


def compact(value):
    return json.dumps(value, separators=(",", ":")).encode()
