"""What rows cost: bytes a second of each language, the cost of a row as rows grow, waiting, memory.

Each figure stands beside its bound. A bound that is missed is said, and is no failure: a machine may be busy.
"""
import http.client
import json
import pathlib
import statistics
import subprocess
import threading
import time

import processes

HERE = pathlib.Path(__file__).resolve().parent
TEMPLATES = HERE / "templates"

LANGUAGES = {"snowflake": "Snowflake", "snowflake_short": "Snowflake, credentials not in the rows",
             "snowflake_checksum": "Snowflake, with Content-MD5", "bigquery": "BigQuery", "redshift": "Redshift",
             "rows": "neutral rows"}
LEAST_MB_S = 300
FORMS = {"geocode_batch": "geocode, batches", "geocode_get": "geocode, GETs", "isoline_get": "isoline, GETs"}
SIZES = (100, 1000, 10000)
MOST_GROWTH = 1.5
ROWS, IN_FLIGHT, LATENCY_MS, ROWS_IN_CALL = 10000, 64, 50, 100  # the gateway's defaults, and the upstream's latency
MOST_OF_IDEAL = 1.1
MOST_BYTES_A_ROW = 1024

# As long as what CARTO answers for one address.
ENTRY = ('{"error":null,"value":[{"latitude":40.416775,"longitude":-3.703790,"formattedAddress":"Madrid, Comunidad de '
         'Madrid, Espana","country":"Spain","countryCode":"ES","state":"Comunidad de Madrid","city":"Madrid","postalCode":'
         '"28013","matchType":"exact","confidence":0.98,"provider":"tomtom","type":"Geography"}]}')


class Wrong(Exception):
    """An answer that is not what it must be: the figure is void."""


def row(group, what, value, unit, bound, at_most, note=""):
    return {"group": group, "what": what, "value": value, "unit": unit, "bound": bound, "at_most": at_most,
            "within": value <= bound if at_most else value >= bound, "note": note}


def in_process(program, seconds, repetitions, core):
    """Google Benchmark's medians of CPU time, in ns; repetitions of all are mixed, so that a busy moment hits all."""
    command = [str(program), "--benchmark_format=json", f"--benchmark_min_time={seconds}",
               f"--benchmark_repetitions={repetitions}", "--benchmark_enable_random_interleaving=true"]
    if core is not None:
        command = ["taskset", "-c", str(core), *command]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise Wrong(f"{program}: {done.stderr[-500:]}")
    return {run["run_name"]: run for run in json.loads(done.stdout)["benchmarks"]
            if run["run_type"] == "aggregate" and run["aggregate_name"] == "median"}


def languages(medians):
    for name, title in LANGUAGES.items():
        run = medians[f"dialect_bytes/{name}"]
        moved = run["in"] + run["out"]
        yield row("1,000 rows read and answered", title, moved / run["cpu_time"] * 1e3, "MB/s", LEAST_MB_S, False,
                  f"{run['in'] / 1000:.0f} kB in, {run['out'] / 1000:.0f} kB out, {run['cpu_time'] / 1e3:.0f} µs")


def growth(medians):
    for name, title in FORMS.items():
        costs = [medians[f"per_row/{name}/{size}"]["cpu_time"] / size for size in SIZES]
        note = ", ".join(f"{size:,}: {cost:,.0f} ns" for size, cost in zip(SIZES, costs))
        yield row("cost of a row, dearest by cheapest", title, max(costs) / min(costs), "×", MOST_GROWTH, True, note)


def request(addresses, country):
    rows = [{"address": each, **({"country": "ES"} if country else {})} for each in addresses]
    return json.dumps({"api_access_token": "not-a-real-token", "rows": rows}, separators=(",", ":")).encode()


def post(port, body):
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
    try:
        began = time.monotonic()
        connection.request("POST", "/v1/rows/geocode", body, {"Content-Type": "application/json"})
        response = connection.getresponse()
        text = response.read()
        return response.status, text, time.monotonic() - began
    finally:
        connection.close()


def check(status, text, rows, calls):
    answer = json.loads(text)
    seen = (status, answer.get("rows"), answer.get("failed"), answer.get("upstream_calls"))
    if seen != (200, rows, 0, calls):
        raise Wrong(f"status, rows, failed, upstream calls: {seen}: {text[:300]!r}")


def start_gateway(binary, folder, core, upstream):
    return processes.start_gateway(binary, TEMPLATES / "gateway.json", folder, processes.free_port(), core,
                                   UPSTREAM=upstream, TLS='{"mode": "off"}', LEVEL="warn")


def start_upstream(folder, core, seconds):
    return processes.start_nginx(TEMPLATES / "lds.conf", folder, processes.free_port(), core, ENTRY=ENTRY,
                                 ENTRIES=ROWS_IN_CALL, SECONDS=seconds)


def schedule(binary, work, rounds, core, other_core):
    """10,000 rows against an upstream that answers each call after 50 ms: beside the best any schedule could do."""
    upstream = start_upstream(work / "slow", other_core, LATENCY_MS / 1000)
    try:
        gateway = start_gateway(binary, work / "waiting", core, upstream.port)
        try:
            for title, country, in_call in (("batches", False, ROWS_IN_CALL), ("GETs", True, 1)):
                calls = -(-ROWS // in_call)
                waves = -(-calls // IN_FLIGHT)
                body = request((f"Calle de Alcala {at}, Madrid" for at in range(ROWS)), country)
                times = []
                turns = rounds if in_call == 1 else 5 * rounds  # what is short is disturbed more
                for turn in range(turns + 1):  # the first opens the connections
                    status, text, took = post(gateway.port, body)
                    check(status, text, ROWS, calls)
                    if turn > 0:
                        times.append(took)
                middle, ideal = statistics.median(times), waves * LATENCY_MS / 1000
                yield row("10,000 rows, an upstream of 50 ms, 64 calls at once; time by ideal time", f"{calls:,} {title}",
                          middle / ideal, "×", MOST_OF_IDEAL, True,
                          f"{waves} waves: {ideal:.2f} s, took {min(times):.3f}–{max(times):.3f} s")
        finally:
            gateway.stop()
    finally:
        upstream.stop()


def ask(port, path):
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        connection.request("GET", path)
        return connection.getresponse().read().decode()
    finally:
        connection.close()


def memory_once(binary, folder, core, upstream, holding):
    """Resident bytes that a waiting request of 10,000 GETs adds, for each row; `holding` tells which 64 rows wait."""
    gateway = start_gateway(binary, folder, core, upstream.port)
    try:
        status, text, _ = post(gateway.port, request(["first"], True))
        check(status, text, 1, 1)
        idle = gateway.rss_kib()
        body = request((("hold " if at in holding else "") + f"Calle de Alcala {at}, Madrid" for at in range(ROWS)), True)
        ask(upstream.port, "/close")
        outcome = []
        caller = threading.Thread(target=lambda: outcome.append(post(gateway.port, body)))
        caller.start()
        try:
            until = time.monotonic() + 60
            while int(ask(upstream.port, "/held")) < IN_FLIGHT:
                if time.monotonic() > until or not caller.is_alive():
                    raise Wrong("the calls never got as far as they must")
                time.sleep(0.02)
            time.sleep(0.2)  # what was answered last has been read
            waiting = gateway.rss_kib()
        finally:
            ask(upstream.port, "/release")
            caller.join()
        status, text, _ = outcome[0]
        check(status, text, ROWS, ROWS)
        answered = min(holding) * (len(ENTRY) + 2)
        return ((waiting - idle) * 1024 - len(body) - answered) / ROWS, (waiting - idle) / 1024, len(body), answered
    finally:
        gateway.stop()


def memory(binary, work, rounds, core, other_core):
    upstream = start_upstream(work / "holding", other_core, 0)
    try:
        for title, holding in (("nothing answered yet", range(IN_FLIGHT)),
                               ("all but 64 answered", range(ROWS - IN_FLIGHT, ROWS))):
            runs = sorted(memory_once(binary, work / f"memory-{holding.start}-{turn}", core, upstream, holding)
                          for turn in range(rounds))
            figure, mib, body, answered = runs[len(runs) // 2]
            yield row("memory of a waiting row, 10,000 GETs", title, figure, "B", MOST_BYTES_A_ROW, True,
                      f"RSS grew by {mib:.1f} MiB; less {body / 1000:.0f} kB of request, {answered / 1000:.0f} kB of answers")
    finally:
        upstream.stop()


def measure(binary, program, work, rounds, core, other_core, say):
    work = pathlib.Path(work)
    results = []

    def add(rows):
        for each in rows:
            results.append(each)
            say(each)

    medians = in_process(program, 0.3, max(rounds, 3), core)
    add(languages(medians))
    add(growth(medians))
    add(schedule(binary, work, rounds, core, other_core))
    add(memory(binary, work, rounds, core, other_core))
    return results
