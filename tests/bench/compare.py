#!/usr/bin/python3
"""Ours beside nginx and nginx with Lua, and what rows cost: one run, one machine, everything on loopback.

Every contender is one process with one worker, on a core of its own when there are two; the load generator and the upstream
share another. What compares is CPU per request: the requests a second are bounded by the other core as well. Nothing here
is a gate: the exit code is 0 unless an answer was wrong.
"""
import argparse
import datetime
import http.client
import json
import os
import pathlib
import ssl
import subprocess
import sys
import tempfile
import time

import machine
import processes
import report
import rows

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent
TEMPLATES = HERE / "templates"

# About what CARTO answers for one address: an array with one entry with one candidate.
REPLY = ('[{"error":null,"value":[{"latitude":40.416775,"longitude":-3.703790,"formattedAddress":"Madrid, Comunidad de '
         'Madrid, Espana","country":"Spain","countryCode":"ES","state":"Comunidad de Madrid","city":"Madrid","postalCode":'
         '"28013","matchType":"exact","confidence":0.98,"provider":"tomtom","type":"Geography"}]}]')
TOKEN = "eyJhbGciOiJIUzI1NiJ9." + "bm90LWEtcmVhbC10b2tlbi1vbmx5LWFzLWxvbmctYXMtb25l" * 4 + ".c2lnbmF0dXJl"
BODY = json.dumps({"api_access_token": TOKEN, "rows": [{"address": "Madrid, Spain"}]}, separators=(",", ":"))
PATH = "/v1/rows/geocode"
SERVER_NAME = "localhost"
CONTENDERS = {"nginx", "nginx-lua", "atgateway", "atgateway-log"}


class Wrong(Exception):
    """An answer that is not what it must be: the comparison is void."""


class Bench:
    def __init__(self, options, work):
        self.options = options
        self.work = pathlib.Path(work)
        self.cores = sorted(os.sched_getaffinity(0))
        self.pinned = len(self.cores) >= 2
        self.core = self.cores[0] if self.pinned else None
        self.other_core = self.cores[1] if self.pinned else None
        self.started = 0
        self.body = self.work / "body.json"
        self.body.write_text(BODY, encoding="utf-8")
        self.certificates = self.work / "certificates"
        subprocess.run([ROOT / "tests/support/make_certificates.sh", self.certificates], check=True, capture_output=True)
        port = processes.free_port()
        self.upstream = processes.start_nginx(TEMPLATES / "upstream.conf", self.work / "upstream", port, self.other_core,
                                              BODY=REPLY)

    def contenders(self):
        yield "nginx", "nginx, forwarding only", self.start_forward
        yield "nginx-lua", "nginx with Lua", self.start_lua
        yield "atgateway", "atgateway", self.start_ours
        yield "atgateway-log", "atgateway, access log on", self.start_ours_logging

    def folder(self, name):
        self.started += 1
        return self.work / f"{self.started:03d}-{name}"

    def start_nginx(self, name, tls, **values):
        server = self.certificates / "server"
        keys = f"ssl_certificate {server}.crt; ssl_certificate_key {server}.key; ssl_protocols TLSv1.2 TLSv1.3;" if tls else ""
        return processes.start_nginx(TEMPLATES / f"{name}.conf", self.folder(name), processes.free_port(), self.core,
                                     UPSTREAM=self.upstream.port, SSL="ssl" if tls else "", CERTIFICATE=keys, **values)

    def start_forward(self, tls):
        return self.start_nginx("forward", tls)

    def start_lua(self, tls):
        return self.start_nginx("lua", tls, LUA=TEMPLATES)

    def start_ours(self, tls, level="warn", log=None):
        server = self.certificates / "server"
        section = {"mode": "on", "certificate": f"{server}.crt", "key": f"{server}.key"} if tls else {"mode": "off"}
        return processes.start_gateway(self.options.binary, TEMPLATES / "gateway.json", self.folder("atgateway"),
                                       processes.free_port(), self.core, log=log, UPSTREAM=self.upstream.port,
                                       TLS=json.dumps(section), LEVEL=level)

    def start_ours_logging(self, tls):
        return self.start_ours(tls, level="info", log="/dev/null")

    def check(self, name, contender, tls):
        """One reply, read closely; returns what TLS agreed on."""
        agreed = None
        if tls:
            context = ssl.create_default_context(cafile=self.certificates / "ca.crt")
            connection = http.client.HTTPSConnection(SERVER_NAME, contender.port, timeout=10, context=context)
        else:
            connection = http.client.HTTPConnection("127.0.0.1", contender.port, timeout=10)
        try:
            for _ in range(2):  # the second on the kept connection
                connection.request("POST", PATH, BODY, {"Content-Type": "application/json", "Accept": "application/json"})
                if tls:
                    agreed = "{1} {0}".format(*connection.sock.cipher())
                response = connection.getresponse()
                text = response.read()
                self.check_reply(name, response.status, text)
        finally:
            connection.close()
        return agreed

    @staticmethod
    def check_reply(name, status, text):
        if status != 200:
            raise Wrong(f"{name}: status {status}: {text[:500]!r}")
        answer = json.loads(text)
        if name != "nginx":
            if (answer["rows"], answer["failed"], answer["billed"], len(answer["results"])) != (1, 0, 1, 1):
                raise Wrong(f"{name}: another envelope: {text[:500]!r}")
            if answer["results"][0]["status"] != "ok":
                raise Wrong(f"{name}: the row is not ok: {text[:500]!r}")
            answer = [answer["results"][0]["raw"]]
        place = answer[0]["value"][0]
        if (place["latitude"], place["longitude"]) != (40.416775, -3.70379) or b"-3.703790" not in text:
            raise Wrong(f"{name}: other coordinates: {text[:500]!r}")

    def load(self, contender, tls, seconds):
        url = f"{'https' if tls else 'http'}://127.0.0.1:{contender.port}{PATH}"
        command = ["wrk", "-t1", f"-c{self.options.connections}", f"-d{seconds}s", "--timeout", "10s",
                   "-s", str(TEMPLATES / "one_row.lua"), url]
        if self.pinned:
            command = ["taskset", "-c", str(self.other_core), *command]
        done = subprocess.run(command, capture_output=True, text=True, env={**os.environ, "BENCH_BODY": str(self.body)},
                              timeout=seconds + 60, check=False)
        lines = [line for line in done.stdout.splitlines() if line.startswith("{")]
        if done.returncode != 0 or not lines:
            raise Wrong(f"wrk failed: {done.stdout}{done.stderr}")
        return json.loads(lines[-1])

    def measure(self, name, start, tls):
        contender = start(tls)
        try:
            agreed = self.check(name, contender, tls)
            self.load(contender, tls, 1)  # buffers, pools and branch predictors are warm
            cpu, began = contender.cpu_seconds(), time.monotonic()
            figures = self.load(contender, tls, self.options.seconds)
            cpu, took = contender.cpu_seconds() - cpu, time.monotonic() - began
            rss = contender.rss_kib()
            bad = {kind: figures[kind] for kind in ("status", "connect", "read", "write", "timeout") if figures[kind]}
            if bad or figures["requests"] == 0:
                raise Wrong(f"{name}: not every reply was 2xx: {bad}, {figures['requests']} requests")
            self.check(name, contender, tls)
        finally:
            contender.stop()
        return {"cpu_us": cpu * 1e6 / figures["requests"], "per_second": figures["requests"] * 1e6 / figures["duration_us"],
                "p50_us": figures["p50_us"], "p99_us": figures["p99_us"], "rss_mib": rss / 1024, "busy": cpu / took,
                "requests": figures["requests"], "tls": agreed}

    def run(self):
        results = []
        for tls in (False, True):
            for name, title, start in self.contenders():
                if not self.options.only or name in self.options.only:
                    results.append({"id": name, "name": title, "tls": tls, "start": start, "runs": []})
        for turn in range(self.options.rounds):  # interleaved, so that a busy minute meets everybody
            for each in results:
                run = self.measure(each["id"], each["start"], each["tls"])
                each["runs"].append(run)
                print(f"  round {turn + 1}: {'TLS  ' if each['tls'] else 'plain'} {each['name']:26}"
                      f"{run['cpu_us']:7.1f} µs/request {run['per_second']:9,.0f}/s", file=sys.stderr, flush=True)
        for each in results:
            del each["start"]
            each["median"] = report.median_of(each["runs"])
        return results


def arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--binary", required=True, type=pathlib.Path, help="the atgateway executable")
    parser.add_argument("--rows-program", required=True, type=pathlib.Path, help="the bench-rows executable")
    parser.add_argument("--out", type=pathlib.Path, default=ROOT / "build/bench", help="folder for results.json")
    parser.add_argument("--seconds", type=int, default=8, help="load for each run (default 8)")
    parser.add_argument("--rounds", type=int, default=3, help="runs of each contender; the median counts (default 3)")
    parser.add_argument("--connections", type=int, default=32)
    parser.add_argument("--only", action="append", help="peers, rows, or a contender: nginx, nginx-lua, atgateway, "
                                                        "atgateway-log; may be repeated")
    parser.add_argument("--record", action="store_true", help="rewrite the tables of docs/benchmarks.md that were measured")
    options = parser.parse_args()
    only = set(options.only or ["peers", "rows"])
    options.measure_rows = "rows" in only
    options.measure_peers = bool(only - {"rows"})
    options.only = only - {"rows", "peers"}
    if options.only - CONTENDERS:
        parser.error(f"--only knows peers, rows, {', '.join(sorted(CONTENDERS))}")
    options.binary, options.rows_program = options.binary.resolve(), options.rows_program.resolve()
    if options.record and options.only:
        parser.error("--record keeps the whole table, so it does not go with single contenders")
    if min(options.seconds, options.rounds, options.connections) < 1:
        parser.error("--seconds, --rounds and --connections take 1 or more")
    return options


def heading_of(facts, load_before):
    return (f"{datetime.date.today().isoformat()} · {machine.machine_class(facts)} · load average before {load_before:.1f}\n"
            f"nginx {facts['nginx']} (lua module {facts['lua_module']}), wrk {facts['wrk']}, OpenSSL {facts['openssl']}, "
            f"atgateway {facts['atgateway']}\n")


def run_peers(options, work, facts):
    """The contenders: what goes into results.json."""
    load_before = machine.load_average()
    bench = Bench(options, work)
    try:
        results = bench.run()
    finally:
        bench.upstream.stop()
    agreed = sorted({run["tls"] for each in results for run in each["runs"] if run["tls"]})
    places = (f"contender on core {bench.core}; wrk and the upstream on core {bench.other_core}" if bench.pinned
              else "one core for everybody: latencies and requests/s say little")
    heading = (f"{heading_of(facts, load_before)}{places}; {options.connections} connections, {options.rounds} × {options.seconds} s "
               f"each, medians; TLS: {', '.join(agreed)}; request {len(BODY)} B, upstream reply {len(REPLY)} B")
    print(f"\n{heading}\n\n{report.text_table(results)}\n")
    if options.record:
        report.record(ROOT / "docs/benchmarks.md", report.PEERS, heading.replace("\n", "  \n"), report.rows_of(results))
    return {"placement": places, "connections": options.connections, "seconds": options.seconds, "rounds": options.rounds,
            "load_average_before": load_before, "results": results}


def run_rows(options, work, facts):
    """What rows cost: what goes into results.json."""
    load_before = machine.load_average()
    cores = sorted(os.sched_getaffinity(0))
    core, other_core = (cores[0], cores[1]) if len(cores) >= 2 else (None, None)
    results = rows.measure(options.binary, options.rows_program, work, options.rounds, core, other_core,
                           lambda each: print("  " + "  ".join(report.cells_of_row(each)), file=sys.stderr, flush=True))
    places = ("gateway on core {}; caller and upstream on core {}".format(core, other_core) if core is not None
              else "one core for everybody")
    heading = f"{heading_of(facts, load_before)}{places}; medians"
    print(f"\n{heading}\n\n{report.rows_text(results)}\n")
    if options.record:
        report.record(ROOT / "docs/benchmarks.md", report.ROWS, heading.replace("\n", "  \n"), report.cells_of_rows(results))
    return {"placement": places, "rounds": options.rounds, "load_average_before": load_before, "results": results}


def main():
    options = arguments()
    facts = machine.describe(options.binary)
    outcome = {"date": datetime.date.today().isoformat(), "machine": facts}
    with tempfile.TemporaryDirectory(prefix="atgateway-bench-") as work:
        try:
            if options.measure_peers:
                outcome["peers"] = run_peers(options, pathlib.Path(work), facts)
            if options.measure_rows:
                outcome["rows"] = run_rows(options, pathlib.Path(work), facts)
        except (Wrong, rows.Wrong) as wrong:
            print(f"compare: {wrong}", file=sys.stderr)
            return 1
    options.out.mkdir(parents=True, exist_ok=True)
    (options.out / "results.json").write_text(json.dumps(outcome, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    print(f"all replies were right; figures in {options.out / 'results.json'}")
    if options.record:
        print("recorded in docs/benchmarks.md")
    return 0


if __name__ == "__main__":
    sys.exit(main())
