#!/usr/bin/python3
"""Five times the load that fits: who is let in is served in time, the rest refused at once, then all is well again.

The upstream takes 50 ms a call and the gateway has 16 calls under way at most, so 320 one-row requests a second fit. They come
at 0.8 times that, then at five times, then at 0.8 times again, from an open loop: nobody waits for anybody else's answer.
"""
import argparse
import asyncio
import collections
import datetime
import json
import pathlib
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
sys.path[:0] = [str(ROOT / "tests/bench"), str(ROOT / "tests/support")]
import machine  # noqa: E402
import processes  # noqa: E402
import proofs  # noqa: E402
from callers import Client, Lost  # noqa: E402

LATENCY_MS = 50
IN_FLIGHT = 16
QUEUE = 64  # a fifth of a second of work
QUEUE_MS = 500
MARGIN_MS = 250  # for a machine that does other things as well
REFUSAL_MS = 100
RECOVERY_S = 10
WINDOW_S = 0.5  # recovered: the first window without a refusal, and all after it
BELOW, ABOVE = 0.8, 5.0
PATIENCE_S = 20.0
JSON = {"Content-Type": "application/json"}


class Answer:
    __slots__ = ("kind", "sent", "took")

    def __init__(self, kind, sent, took):
        self.kind, self.sent, self.took = kind, sent, took


def kind_of(reply):
    """served, or refused as it should be, or in words what else it was."""
    document = json.loads(reply.body) if reply.body[:1] == b"{" else {}
    if reply.status == 200:
        result = document.get("result", {})
        return "served" if result.get("status") == "ok" else f"200 with {result.get('error', {}).get('code')}"
    if reply.status in (429, 503):
        if not reply.headers.get("retry-after", "").isdigit():
            return f"{reply.status} without Retry-After"
        return f"refused {reply.status} {document.get('code')}"
    return f"{reply.status} {document.get('code')}"


class Load:
    def __init__(self, port):
        self.client = Client("127.0.0.1", port)
        self.count = 0

    async def one(self, answers, number, began):
        loop = asyncio.get_running_loop()
        body = json.dumps({"api_access_token": "sandbox-token", "row": [f"{number}, Madrid, Spain"]}).encode()
        sent = loop.time()
        try:
            reply = await self.client.exchange("POST", "/v1/rows/geocode", JSON, body, PATIENCE_S)
            kind = kind_of(reply)
        except Lost as lost:
            kind = lost.how
        answers.append(Answer(kind, sent - began, loop.time() - sent))

    async def run(self, rate, seconds):
        """Every answer, the rate that was reached, and the seconds that the last answers took after the last request."""
        loop = asyncio.get_running_loop()
        answers, running, began = [], [], loop.time()
        for number in range(int(rate * seconds)):
            late = began + number / rate - loop.time()
            if late > 0.002:
                await asyncio.sleep(late)
            self.count += 1
            running.append(loop.create_task(self.one(answers, self.count, began)))
        ended = loop.time()
        await asyncio.gather(*running)
        return sorted(answers, key=lambda answer: answer.sent), len(running) / (ended - began), loop.time() - ended


def percentile(values, share):
    values = sorted(values)
    return values[min(len(values) - 1, int(len(values) * share))] if values else 0.0


def recovered_after(answers):
    """Seconds after which every answer was served."""
    bad = [answer.sent for answer in answers if answer.kind != "served"]
    return (int(max(bad) / WINDOW_S) + 1) * WINDOW_S if bad else 0.0


class Proof:
    def __init__(self, seconds):
        self.seconds = seconds
        self.bounds = []

    def bound(self, figure, measured, bound, holds):
        self.bounds.append(holds)
        print(f"  {'ok  ' if holds else 'FAIL'}  {figure}: {measured}  (bound: {bound})", flush=True)

    def tell(self, title, answers, reached):
        counts = collections.Counter(answer.kind for answer in answers)
        print(f"\n{title}: {reached:,.0f} requests a second\n        " + ", ".join(f"{k} {n:,}" for k, n in counts.most_common()))
        strange = {kind: count for kind, count in counts.items() if kind != "served" and not kind.startswith("refused")
                   and kind != "200 with queue-timeout"}
        self.bound("answers of another kind", strange or "none", "none", not strange)
        return counts

    async def run(self, port):
        capacity = IN_FLIGHT * 1000 / LATENCY_MS
        load = Load(port)
        await load.run(capacity * BELOW, 1)
        cpu, began = time.process_time(), time.monotonic()

        before, reached, _ = await load.run(capacity * BELOW, self.seconds)
        self.tell(f"before, {BELOW:g} times what fits", before, reached)
        served = [answer for answer in before if answer.kind == "served"]
        self.bound("served", f"{len(served):,} of {len(before):,}", "all", len(served) == len(before))
        quiet_p99 = percentile([answer.took for answer in served], 0.99) * 1000
        print(f"        p99 {quiet_p99:.0f} ms")

        burst, reached, emptied = await load.run(capacity * ABOVE, self.seconds)
        counts = self.tell(f"burst, {ABOVE:g} times what fits", burst, reached)
        self.bound("load", f"{reached / capacity:.1f} times what fits", f"≥ {ABOVE * 0.9:.1f}", reached >= capacity * ABOVE * 0.9)
        served = [answer for answer in burst if answer.kind == "served"]
        limit = QUEUE_MS + LATENCY_MS + MARGIN_MS
        admitted = [answer for answer in burst if not answer.kind.startswith("refused")]
        admitted_p99 = percentile([answer.took for answer in admitted], 0.99) * 1000
        self.bound("p99 of those let in", f"{admitted_p99:.0f} ms",
                   f"≤ {limit} ms: queue timeout + latency + {MARGIN_MS} ms", admitted and admitted_p99 <= limit)
        goodput = len(served) / self.seconds
        enough = 0.8 * capacity
        self.bound("served", f"{goodput:,.0f} a second", f"≥ {enough:,.0f}, 0.8 times what fits", goodput >= enough)
        refused = [answer for answer in burst if answer.kind.startswith("refused")]
        refused_p99 = percentile([answer.took for answer in refused], 0.99) * 1000
        self.bound("p99 of the refusals, each 429 or 503 with Retry-After", f"{refused_p99:.0f} ms of {len(refused):,}",
                   f"< {REFUSAL_MS} ms", bool(refused) and refused_p99 < REFUSAL_MS)
        self.bound("let in and not served in time", f"{counts['200 with queue-timeout']:,}", "counted", True)

        after, reached, _ = await load.run(capacity * BELOW, max(self.seconds, RECOVERY_S + 5))
        self.tell(f"after, {BELOW:g} times what fits", after, reached)
        recovery = emptied + recovered_after(after)
        self.bound("everybody is served again", f"{recovery:.1f} s after the burst", f"≤ {RECOVERY_S} s", recovery <= RECOVERY_S)
        late_p99 = percentile([answer.took for answer in after if answer.sent + emptied >= recovery], 0.99) * 1000
        self.bound("p99 from then on", f"{late_p99:.0f} ms", f"≤ {quiet_p99 + MARGIN_MS:.0f} ms: as before + {MARGIN_MS} ms",
                   late_p99 <= quiet_p99 + MARGIN_MS)
        busy = (time.process_time() - cpu) / (time.monotonic() - began)
        print(f"        processor time of the load: {busy:.2f} cores")
        load.client.close()
        rates = " / ".join(f"{capacity * times:,.0f}" for times in (BELOW, ABOVE, BELOW))
        return {"load": rates, "goodput": goodput, "admitted": admitted_p99, "refused": refused_p99,
                "refusals": len(refused) / len(burst), "recovery": recovery}


def start(binary, work):
    port, upstream = processes.free_port(), processes.free_port()
    config = {
        "listen": f"127.0.0.1:{port}", "admin": f"127.0.0.1:{processes.free_port()}", "tls": {"mode": "off"},
        "upstreams": [{"base_url": f"http://127.0.0.1:{upstream}/api"}],
        "limits": {"in_flight": IN_FLIGHT, "queue": QUEUE}, "timeouts_ms": {"queue": QUEUE_MS}, "log": {"level": "error"},
    }
    (work / "gateway.json").write_text(json.dumps(config))
    sandbox = processes.Process([str(binary), "sandbox", "--listen", f"127.0.0.1:{upstream}", "--latency-ms", str(LATENCY_MS)],
                                upstream, work / "sandbox.log")
    try:
        command = [str(binary), "serve", "--config", str(work / "gateway.json")]
        return sandbox, processes.Process(command, port, work / "gateway.log")
    except BaseException:
        sandbox.stop()
        raise


def record(facts, figures):
    row = (f"| {datetime.date.today().isoformat()} | {machine.machine_class(facts)} | {figures['load']} | "
           f"{figures['goodput']:,.0f}/s | {figures['admitted']:.0f} ms | {figures['refusals']:.0%}, {figures['refused']:.0f} ms | "
           f"{figures['recovery']:.1f} s | held |\n")
    proofs.record("overload", [row])


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--binary", type=pathlib.Path, help="the executable (default: build/release, else build/dev)")
    parser.add_argument("--seconds", type=float, default=15, help="for each phase (default %(default)s)")
    parser.add_argument("--record", action="store_true", help="add a line to docs/proofs.md")
    options = parser.parse_args()
    binary = (options.binary or proofs.find_binary()).resolve()
    facts = machine.describe(binary)
    print(f"{machine.machine_class(facts)}; atgateway {facts.get('atgateway')} ({binary})\n{IN_FLIGHT} calls under way at most, "
          f"{LATENCY_MS} ms each: {IN_FLIGHT * 1000 / LATENCY_MS:.0f} a second fit; {QUEUE} may wait, {QUEUE_MS} ms at most")
    proof = Proof(options.seconds)
    with tempfile.TemporaryDirectory(prefix="atgateway-overload-") as work:
        started = ()
        try:
            started = start(binary, pathlib.Path(work))
            figures = asyncio.run(proof.run(started[1].port))
        except (RuntimeError, OSError) as problem:
            print(f"overload: FAILED: {problem}", file=sys.stderr)
            return 1
        finally:
            for each in reversed(started):
                each.stop()
    if not all(proof.bounds):
        print("overload: FAILED", file=sys.stderr)
        return 1
    print("overload: held")
    if options.record:
        record(facts, figures)
    return 0


if __name__ == "__main__":
    sys.exit(main())
