"""What of a chaotic run must hold, row by row: who was answered, and what was put on the wire how often."""
import collections
import json
import urllib.parse

LOST = ("refused", "lost", "broken", "timeout")


class Wire:
    """Geocoding rows in the requests that were passed on to the upstream, by address. Give it to a proxy as `forwarded`."""

    def __init__(self):
        self.rows = collections.Counter()
        self.total = 0

    def __call__(self, request, head):
        line = request[:request.index(b"\r\n")].decode()
        method, target, _ = line.split(" ")
        path, _, query = target.partition("?")
        if method == "POST" and path.endswith("/geocoding/batch"):
            addresses = json.loads(request[head:])["addresses"]
        elif path.endswith("/geocoding/geocode"):
            addresses = urllib.parse.parse_qs(query)["address"]
        else:
            return
        self.rows.update(addresses)
        self.total += len(addresses)


class Judge:
    """Hears of every retry and of every statement's end; `violations` and `figures` say the rest.

    `keys_hold`: all tries of a request with a key come to one process, so it has to be sent on once.
    """

    def __init__(self, wire, city_of, keys_hold=True):
        self.wire, self.city_of, self.keys_hold = wire, city_of, keys_hold
        self.figures = collections.Counter()
        self.by_caller = collections.defaultdict(collections.Counter)
        self.attempts = collections.Counter()
        self.codes = collections.Counter()
        self.problems = collections.Counter()
        self.violations = collections.Counter()
        self.examples = []
        self.statements = []

    def violation(self, what, example):
        self.violations[what] += 1
        if len(self.examples) < 10:
            self.examples.append(f"{what}: {example}")

    def retrying(self, addresses, outcome):
        """A status of ours may make the caller repeat rows only while none of that try was put on the wire."""
        if outcome.attempts[-1] in LOST:
            return
        allowed = sum(attempt in LOST for attempt in outcome.attempts)
        if any(self.wire.rows[address] > allowed for address in addresses):
            self.violation("a retried status for rows on the wire", outcome.attempts)

    def ended(self, caller, keyed, addresses, outcome):
        """To be called once for each statement."""
        self.statements.append((caller, keyed, addresses, outcome.attempts))
        self.figures["statements"] += 1
        self.by_caller[caller][outcome.ended] += 1
        self.by_caller[caller]["tries"] += len(outcome.attempts)
        self.attempts.update(outcome.attempts)
        if outcome.ended != "answered":
            self.problems[f"{caller}: {outcome.ended}: {outcome.problem[:90]}"] += 1
            return
        if len(outcome.rows) != len(addresses):
            self.violation("another number of rows", (caller, len(outcome.rows), len(addresses)))
            return
        for address, row in zip(addresses, outcome.rows):
            self.judge_row(caller, address, row)
        if keyed and self.keys_hold or not any(attempt in LOST for attempt in outcome.attempts):
            self.judge_bill(addresses, outcome)

    def judge_row(self, caller, address, row):
        if row.status == "error":
            self.by_caller[caller]["rows with an error"] += 1
            self.codes[row.code] += 1
            return
        self.by_caller[caller]["rows"] += 1
        try:
            city = row.value["value"][0]["city"]
        except (TypeError, KeyError, IndexError):
            city = None
        if row.status != "ok" or city != self.city_of(address):
            self.violation("another row's answer, or none", (caller, address, row))

    def judge_bill(self, addresses, outcome):
        """What the answer says was billed is an upper bound of what was put on the wire."""
        document = json.loads(outcome.reply.body) if b'"billed"' in outcome.reply.body else {}
        if "billed" in document and document["billed"] < sum(self.wire.rows[address] for address in addresses):
            self.violation("billed is too low", (document["billed"], outcome.attempts))
        for address, row in zip(addresses, outcome.rows):
            if row.billed == "no" and self.wire.rows[address]:
                self.violation("a row on the wire that is said not to be billed", (row.code, outcome.attempts))

    def count_repeats(self):
        """At the end: rows that were put on the wire more often than once."""
        for caller, keyed, addresses, attempts in self.statements:
            allowed = sum(attempt in LOST for attempt in attempts)
            for address in addresses:
                repeats = self.wire.rows[address] - 1
                if repeats <= 0:
                    continue
                kind = "keyed" if keyed else "unkeyed"
                self.figures[f"{kind} rows repeated"] += repeats
                self.by_caller[caller]["repeated"] += repeats
                if keyed and self.keys_hold:
                    self.violation("a row with a key put on the wire again", (caller, attempts))
                elif repeats > allowed:
                    self.violation("a row repeated without a lost reply", (caller, attempts, repeats))
