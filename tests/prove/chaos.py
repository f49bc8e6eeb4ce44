#!/usr/bin/python3
"""Callers that retry, faults on both sides of the gateway: every row answered once, none with a key billed twice.

callers → proxy with faults → gateway → proxy with faults → sandbox; a fifth of the exchanges is faulty on either side. Every row
has an address of its own, so the proxy before the sandbox knows how often each was put on the wire; its sum has to be the
sandbox's. Four rounds: one gateway; one with so little room that it refuses many; two behind HAProxy in turn (request keys
live in one process, so repeats are possible and counted); two behind HAProxy with each key always at the same one.
"""
import argparse
import asyncio
import contextlib
import datetime
import json
import pathlib
import resource
import sys
import tempfile
import time
import urllib.request

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
sys.path[:0] = [str(ROOT / "tests/bench"), str(ROOT / "tests/support")]
import machine  # noqa: E402
import processes  # noqa: E402
import proofs  # noqa: E402
from callers import BigQuery, Client, Databricks, Redshift, Snowflake  # noqa: E402
from chaos_faults import FAULTS, Mix, Settings  # noqa: E402
from chaos_judge import Judge, Wire  # noqa: E402
from chaos_proxy import ChaosProxy  # noqa: E402

CITIES = [("Madrid", "Spain"), ("Paris", "France"), ("Lima", "Peru"), ("Tokyo", "Japan"), ("Nairobi", "Kenya"),
          ("Quito", "Ecuador"), ("Ottawa", "Canada"), ("Oslo", "Norway")]
RSS_MIB = 32  # how far from its warmed-up size the gateway may stay
ANSWERED = 0.6  # of each caller's statements: of the others, most had a row that failed, and asked to fail with it
ENDS = ("answered", "failed", "gave-up")
STARVED_S = 1.0
WARM_UP_S = 5
KEPT_S = 10  # how long answers are kept under their keys: as long as the most patient caller with one
ROOM = {"in_flight": 4000, "queue": 20000, "connections": 20000}
LITTLE_ROOM = {"in_flight": 28, "queue": 50, "connections": 20000}  # a swallowed call keeps its place for two seconds
TIMEOUTS = {"connect": 1000, "first_byte": 2000, "total": 4000, "queue": 2000}

# The patience of a caller that does not want to keep this proof waiting; the habits are the callers' own.
PATIENCE = {
    Databricks: {"try_s": 5.0}, BigQuery: {"try_s": 5.0, "patience_s": 30.0, "longest_pause_s": 1.0},
    Snowflake: {"try_s": 5.0, "patience_s": KEPT_S, "longest_pause_s": 1.0},
    Redshift: {"try_s": 5.0, "patience_s": 30.0, "longest_pause_s": 1.0, "retry_timeout_s": 5.0},
}
# Name → kind, whether it sends a key, and the settings it takes turns with: a failed row fails the statement, or is a value.
CALLERS = {
    "databricks-key": (Databricks, True, [{}]),
    "databricks": (Databricks, False, [{}]),
    "bigquery": (BigQuery, False, [{}, {"context": {"on_error": "value"}}]),
    "snowflake": (Snowflake, True, [{}, {"custom": {"on-error": "value"}}, {"compression": False}]),
    "redshift": (Redshift, False, [{}, {"query": "on_error=value"}]),
}

TIGHT, TURNS, BY_KEY = "one gateway with little room", "two gateways in turn", "two gateways by key"
ROUNDS = {"one": "one gateway", "tight": TIGHT, "turns": TURNS, "key": BY_KEY}

HAPROXY = """
global
  maxconn 4000
defaults
  mode http
  timeout connect 1s
  timeout client 60s
  timeout server 60s
frontend front
  bind 127.0.0.1:@PORT@
  default_backend gateways
backend gateways
@BALANCE@
  server first 127.0.0.1:@FIRST@
  server second 127.0.0.1:@SECOND@
"""
BALANCE = {
    TURNS: "  balance roundrobin",
    # The key is a header of Snowflake's, and a member of the body for everybody else.
    BY_KEY: """  option http-buffer-request
  http-request set-var(txn.key) req.hdr(sf-external-function-query-batch-id)
  http-request set-var(txn.key) req.body,json_query('$.request_key') unless { var(txn.key) -m found }
  balance hash var(txn.key)
  hash-type consistent""",
}


def city_of(address):
    return address.split(", ")[1]


def read_json(url):
    with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(url, timeout=20) as reply:
        return json.load(reply)


class Gateway(processes.Process):
    def __init__(self, binary, folder, upstream_port, limits):
        folder.mkdir(parents=True)
        port, admin = processes.free_port(), processes.free_port()
        config = {
            "listen": f"127.0.0.1:{port}", "admin": f"127.0.0.1:{admin}", "tls": {"mode": "off"},
            "upstreams": [{"base_url": f"http://127.0.0.1:{upstream_port}/api", "max_connections": 1000, "max_in_flight": 4000}],
            "limits": limits, "timeouts_ms": TIMEOUTS,
            "idempotency": {"ttl_s": KEPT_S},
            "log": {"level": "warn"},
        }
        (folder / "gateway.json").write_text(json.dumps(config))
        super().__init__([str(binary), "serve", "--config", str(folder / "gateway.json")], port, folder / "log")
        self.admin = f"http://127.0.0.1:{admin}"


def start_haproxy(folder, balance, first, second):
    port = processes.free_port()
    folder.mkdir(parents=True)
    config = folder / "haproxy.cfg"
    text = HAPROXY
    for name, value in {"PORT": port, "BALANCE": balance, "FIRST": first, "SECOND": second}.items():
        text = text.replace(f"@{name}@", str(value))
    config.write_text(text)
    return processes.Process(["/usr/sbin/haproxy", "-db", "-f", str(config)], port, folder / "log")


class Load:
    """Statements at a steady rate, whatever becomes of them; the callers take turns."""

    def __init__(self, port, names, judge):
        self.judge = judge
        self.count = 0
        self.running = set()
        self.clients = []
        self.callers = []
        for name in names:
            kind, keyed, settings = CALLERS[name]
            client = Client("127.0.0.1", port)
            callers = [kind(client, **PATIENCE[kind], **each) for each in settings]
            for caller in callers:
                caller.about_to_retry = lambda rows, outcome: judge.retrying([row[0] for row in rows], outcome)
            self.clients.append(client)
            self.callers.append((name, callers, keyed))

    async def statement(self, number):
        name, callers, keyed = self.callers[number % len(self.callers)]
        turn = number // len(self.callers)
        caller = callers[turn % len(callers)]
        addresses = [f"{name} {number}-{row}, {', '.join(CITIES[(turn + row) % len(CITIES)])}" for row in range(turn % 5 + 1)]
        key = f"{name}:{number:012d}:a-key-that-nobody-else-has" if keyed else None
        self.judge.ended(name, keyed, addresses, await caller.ask([[address] for address in addresses], key))

    async def run(self, rate, seconds):
        loop = asyncio.get_running_loop()
        began, wanted = loop.time(), int(rate * seconds)
        for number in range(wanted):
            late = began + number / rate - loop.time()
            if late > 0.002:
                await asyncio.sleep(late)
            task = loop.create_task(self.statement(self.count))
            self.count += 1
            self.running.add(task)
            task.add_done_callback(self.over)
        return wanted / (loop.time() - began)

    def over(self, task):
        self.running.discard(task)
        if task.exception():
            self.judge.violation("a statement without an end", repr(task.exception()))

    async def finish(self):
        while self.running:
            await asyncio.wait(list(self.running))
        for client in self.clients:
            client.close()


async def settle(gateways, rss):
    """Until the gateways are as small as they were, or it is clear that they will not be."""
    until = time.monotonic() + 2 * KEPT_S + 10
    while time.monotonic() < until:
        await asyncio.sleep(0.5)
        for gateway in gateways:  # a kept answer goes when somebody calls
            with contextlib.suppress(OSError):
                await asyncio.to_thread(read_json, gateway.admin + "/status")
        if all(each.rss_kib() / 1024 <= warm + RSS_MIB for each, warm in zip(gateways, rss)):
            break
    return [each.rss_kib() / 1024 for each in gateways]


class Pulse:
    """The longest time this process was not run when it wanted to be: what the others were denied as well."""

    def __init__(self):
        self.longest = 0.0
        self.task = asyncio.get_running_loop().create_task(self.beat())

    async def beat(self):
        while True:
            began = time.monotonic()
            await asyncio.sleep(0.05)
            self.longest = max(self.longest, time.monotonic() - began - 0.05)


class Round:
    def __init__(self, binary, folder, title, options):
        self.binary, self.folder, self.title, self.options = binary, folder, title, options
        self.bounds = []  # (figure, measured, bound, holds)

    def bound(self, figure, measured, bound, holds):
        self.bounds.append((figure, measured, bound, holds))

    async def run(self):
        with contextlib.ExitStack() as stack:
            folder = self.folder
            folder.mkdir()
            port = processes.free_port()
            sandbox = processes.Process([str(self.binary), "sandbox", "--listen", f"127.0.0.1:{port}", "--latency-ms", "15:10"],
                                        port, folder / "sandbox.log")
            stack.callback(sandbox.stop)
            share, seed = self.options.faulty, self.options.seed
            wire = Wire()
            inner = ChaosProxy("127.0.0.1", port, Mix.even(share, seed), Settings(), forwarded=wire, orderly=True)
            gateways, limits = [], LITTLE_ROOM if self.title == TIGHT else ROOM
            await inner.start()
            for name in ("first", "second") if self.title in BALANCE else ("only",):
                gateways.append(Gateway(self.binary, folder / name, inner.port, limits))
                stack.callback(gateways[-1].stop)
            door = gateways[0].port
            if self.title in BALANCE:
                haproxy = start_haproxy(folder / "haproxy", BALANCE[self.title], *(each.port for each in gateways))
                stack.callback(haproxy.stop)
                door = haproxy.port
            outer = ChaosProxy("127.0.0.1", door, Mix.even(share, seed + 1), Settings(give_up=0.5))
            judge = Judge(wire, city_of, keys_hold=self.title != TURNS)
            load = Load(await outer.start(), self.options.callers, judge)
            start = [each.rss_kib() / 1024 for each in gateways]
            pulse = Pulse()
            await load.run(self.options.rate, min(WARM_UP_S, self.options.seconds))
            warm = [each.rss_kib() / 1024 for each in gateways]
            cpu = time.process_time()
            began = time.monotonic()
            achieved = await load.run(self.options.rate, self.options.seconds)
            cpu = (time.process_time() - cpu) / (time.monotonic() - began)
            peak = [each.rss_kib() / 1024 for each in gateways]
            await load.finish()
            pulse.task.cancel()
            settled = await settle(gateways, warm)
            alive = all(each.process.poll() is None for each in gateways)
            ledger = await self.final_ledger(port, wire)
            await outer.stop()
            await inner.stop()
        judge.count_repeats()
        self.judge, self.wire, self.inner, self.outer = judge, wire, inner.counts, outer.counts
        self.rss = list(zip(start, warm, peak, settled))
        self.bound("longest time that the load was not run", f"{pulse.longest:.2f} s", f"≤ {STARVED_S:g} s, else this machine had "
                   "other things to do and the rest says little", pulse.longest <= STARVED_S)
        self.decide(achieved, cpu, alive, ledger, load.count)
        return self

    @staticmethod
    async def final_ledger(port, wire):
        for _ in range(50):  # the sandbox may still be answering somebody who left
            ledger = await asyncio.to_thread(read_json, f"http://127.0.0.1:{port}/_sandbox/ledger")
            if ledger["metered_rows"] == wire.total:
                break
            await asyncio.sleep(0.1)
        return ledger["metered_rows"]

    def decide(self, achieved, cpu, alive, ledger, sent):
        judge, figures = self.judge, self.judge.figures
        wanted = self.options.rate * 0.9
        self.bound("statements a second", f"{achieved:.0f}", f"≥ {wanted:.0f}", achieved >= wanted)
        self.bound("statements that ended, of those begun", f"{figures['statements']:,}", f"{sent:,}", figures["statements"] == sent)
        for side, counts in (("callers'", self.outer), ("upstream's", self.inner)):
            faulty = sum(counts[kind] for kind in FAULTS)
            self.bound(f"faulty exchanges, {side} side", f"{faulty:,} of {counts['exchanges']:,}", "every kind of fault",
                       all(counts[kind] for kind in FAULTS))
            self.bound(f"messages without a border, {side} side", f"{counts['unframed']}", "0", not counts["unframed"])
        self.bound("rows put on the wire, and metered by the sandbox", f"{self.wire.total:,}, {ledger:,}", "the same",
                   self.wire.total == ledger and ledger > 0)
        self.bound("rows with a key put on the wire again", f"{figures['keyed rows repeated']:,}",
                   "0" if judge.keys_hold else "counted: a key belongs to one process",
                   not judge.keys_hold or not figures["keyed rows repeated"])
        self.bound("rows without a key repeated, the reply being lost", f"{figures['unkeyed rows repeated']:,}",
                   "counted: nobody can tell", True)
        if self.title == TIGHT:
            statuses = sum(count for attempt, count in judge.attempts.items() if attempt in ("429", "503"))
            self.bound("tries refused with 429 or 503", f"{statuses:,}", "some, and not all",
                       0 < statuses < judge.attempts.total() and judge.attempts["200"] > 0)
        else:
            shares = {name: each["answered"] / max(1, sum(each[how] for how in ENDS)) for name, each in judge.by_caller.items()}
            least = min(shares, key=shares.get)
            self.bound("statements answered with rows", f"{shares[least]:.0%} of {least}'s, the fewest", f"≥ {ANSWERED:.0%}",
                       shares[least] >= ANSWERED)
        names = ["a retried status for rows on the wire", "a row repeated without a lost reply", "another number of rows",
                 "another row's answer, or none", "billed is too low", "a row on the wire that is said not to be billed",
                 "a statement without an end"]
        for name in names:
            self.bound(name, f"{judge.violations[name]:,}", "0", not judge.violations[name])
        gateways = ("gateway",) if len(self.rss) == 1 else ("first gateway", "second gateway")
        for each, (start, warm, peak, settled) in zip(gateways, self.rss):
            self.bound(f"resident memory of the {each}", f"{start:.0f} at start, {warm:.0f} warm, {peak:.0f} at the end of the "
                       f"load, {settled:.0f} MiB settled", f"≤ {warm + RSS_MIB:.0f} MiB", settled <= warm + RSS_MIB)
        self.bound("gateways still running", "all" if alive else "not all", "all", alive)
        self.bound("processor time of the load and both proxies", f"{cpu:.2f} cores", "counted", True)

    @property
    def holds(self):
        return all(holds for *_, holds in self.bounds)

    def print(self):
        print(f"\n{self.title}")
        for figure, measured, bound, holds in self.bounds:
            print(f"  {'ok  ' if holds else 'FAIL'}  {figure}: {measured}  (bound: {bound})")
        print("\n  caller            answered  failed  gave up    tries     rows  rows with an error  repeated on the wire")
        for name, each in self.judge.by_caller.items():
            print(f"  {name:16}{each['answered']:10,}{each['failed']:8,}{each['gave-up']:9,}{each['tries']:9,}{each['rows']:9,}"
                  f"{each['rows with an error']:20,}{each['repeated']:22,}")
        for title, counts in (("tries ended with", self.judge.attempts), ("row errors", self.judge.codes),
                              ("statements without rows", self.judge.problems)):
            print(f"  {title}: " + (", ".join(f"{name} {count:,}" for name, count in counts.most_common(12)) or "none"))
        for example in self.judge.examples:
            print(f"  for example: {example}")
        sys.stdout.flush()

    def row(self, facts):
        judge, figures = self.judge, self.judge.figures
        ended = [sum(each[how] for each in judge.by_caller.values()) for how in ENDS]
        faulty = [sum(counts[kind] for kind in FAULTS) for counts in (self.outer, self.inner)]
        memory = "; ".join(f"{warm:.0f} → {settled:.0f}" for _, warm, _, settled in self.rss)
        return (f"| {datetime.date.today().isoformat()} | {machine.machine_class(facts)} | {self.title} | "
                f"{figures['statements']:,} at {self.options.rate:g}/s | {faulty[0]:,} + {faulty[1]:,} | "
                f"{' / '.join(f'{each:,}' for each in ended)} | {self.wire.total:,} | {figures['keyed rows repeated']:,} | "
                f"{figures['unkeyed rows repeated']:,} | {memory} MiB | held |\n")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--binary", type=pathlib.Path, help="the executable (default: build/release, else build/dev)")
    parser.add_argument("--rate", type=float, default=500, help="statements a second (default %(default)s)")
    parser.add_argument("--seconds", type=float, default=60, help="for each round (default %(default)s)")
    parser.add_argument("--faulty", type=float, default=0.2, help="share of exchanges, on either side (default %(default)s)")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--callers", type=lambda text: text.split(","), default=list(CALLERS), metavar="NAME,…",
                        help=f"of {', '.join(CALLERS)} (default: all)")
    parser.add_argument("--rounds", type=lambda text: text.split(","), default=list(ROUNDS), metavar="NAME,…",
                        help=f"of {', '.join(ROUNDS)} (default: all)")
    parser.add_argument("--record", action="store_true", help="add lines to docs/proofs.md")
    options = parser.parse_args()
    if not set(options.callers) <= set(CALLERS) or not set(options.rounds) <= set(ROUNDS):
        parser.error("there is no such caller or round")
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    binary = (options.binary or proofs.find_binary()).resolve()
    facts = machine.describe(binary)
    print(f"{machine.machine_class(facts)}; atgateway {facts.get('atgateway')} ({binary})\n{options.rate:g} statements a second "
          f"for {options.seconds:g} s a round, {options.faulty:.0%} of exchanges faulty on either side, seed {options.seed}",
          flush=True)
    done = []
    with tempfile.TemporaryDirectory(prefix="atgateway-chaos-") as work:
        for name in options.rounds:
            try:
                done.append(asyncio.run(Round(binary, pathlib.Path(work) / name, ROUNDS[name], options).run()))
            except (RuntimeError, OSError) as problem:
                print(f"chaos: FAILED: {problem}", file=sys.stderr)
                return 1
            done[-1].print()
    if not all(each.holds for each in done):
        print("chaos: FAILED", file=sys.stderr)
        return 1
    print("\nchaos: held")
    if options.record:
        proofs.record("chaos", [each.row(facts) for each in done])
    return 0


if __name__ == "__main__":
    sys.exit(main())
