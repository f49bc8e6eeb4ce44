"""One scenario of tests/flow/doctor: a network with a truth, what the doctor says of it, and whether that is so.

Keys of a scenario's file; what is not given is healthy:

  truth        what is really the case, for people
  from         where the doctor stands, by the environment: host (usual), pod, classic-cluster, serverless
  options      further arguments; {snapshot}, {first}, {certificates} and {folder} stand for paths
  target       another one, or null for none
  token        ATGATEWAY_TOKEN
  dns          nameservers, each {"run": knotd | unbound | dnsmasq | hostile, …}; usually one knotd at 10.10.0.10
  records      of all nameservers: name to list of records; null takes one away
  nameservers  of the caller's resolv.conf;  resolv: further lines of it;  hosts: further lines of its hosts file
  servers      see doctor_servers.py; usually one gateway at 10.10.0.100:443 with the sandbox inside
  caller_servers  the same, on the caller's own machine
  gateway_nameservers  of the servers' side
  filter       nft rules of `caller` and `servers`, "in …" or "out …"
  company_root the caller's machine trusts the company's own authority too
  snapshot     {"replace": [[file, from, to], …], "hours_old": 1}: the healthy one, with something changed
  ask_gateway  instead of the doctor: POST /v1/diagnose at the gateway, with {"token": …}
  first        options of a run before, whose report is {first};  then: what changes after it, {"stop": kind} or {"filter": …}
  signal       a kind of server that gets SIGTERM before the run
  within_ms    the process has ended by then; such scenarios run alone
  expect       {"verdict": {status, layer, owner, check, says: […]}, "exit": 0,
                "checks": {id: "pass" | "warn" | "fail" | "skip: REASON" | "blocked: ID"},
                "says": {id: [words of its observed, remediation or expected]}, "text": [words of the text output]}

Every check that is not expected to warn or fail must neither warn nor fail.
"""
import datetime
import itertools
import json
import pathlib
import re
import shutil
import signal
import subprocess
import time

import doctor_certificates
from doctor_network import Network
from doctor_servers import Servers

SNAPSHOT = pathlib.Path(__file__).parent / "snapshots/healthy"
TARGET = "https://" + doctor_certificates.HOST
ENVIRONMENT = {"host": {}, "pod": {"KUBERNETES_SERVICE_HOST": "10.0.0.1"},
               "classic-cluster": {"DATABRICKS_RUNTIME_VERSION": "15.4"},
               "serverless": {"DATABRICKS_RUNTIME_VERSION": "client.2.5", "IS_SERVERLESS": "TRUE"}}
KEYS = {"truth", "from", "options", "target", "token", "dns", "records", "nameservers", "resolv", "hosts", "servers", "caller_servers",
        "gateway_nameservers", "filter", "company_root", "snapshot", "ask_gateway", "first", "then", "signal",
        "within_ms", "expect"}
EXPECTED = {"verdict", "exit", "checks", "says", "text"}
SLACK_MS = 300  # beyond the deadline


def read_scenario(path):
    scenario = json.loads(path.read_text())
    unknown = (set(scenario) - KEYS) | (set(scenario["expect"]) - EXPECTED)
    if unknown or "truth" not in scenario:
        raise ValueError(f"{path}: unknown keys {unknown}, or no truth")
    return scenario


class Outcome:
    """What was said, and what of it is wrong. `confident`: a wrong cause named, or health claimed of what is broken."""

    def __init__(self):
        self.problems, self.confident, self.report, self.seconds = [], [], None, 0.0

    def wrong(self, text):
        self.problems.append(text)


class Doctor:
    """Runs the real executable at the caller's place."""

    def __init__(self, binary, network, scenario, places):
        self.binary, self.network, self.scenario, self.places = str(binary), network, scenario, places

    def run(self, *arguments, quiet=False, **options):
        environment = {"PATH": "/usr/bin:/bin", "LANG": "C.UTF-8", **ENVIRONMENT[self.scenario.get("from", "host")]}
        if self.scenario.get("token") and not quiet:
            environment["ATGATEWAY_TOKEN"] = self.scenario["token"]
        return subprocess.run(self.network.caller.inside(self.binary, "doctor", *arguments), env=environment,
                              stdin=subprocess.DEVNULL, capture_output=True, timeout=90, **options)

    def arguments(self, options):
        target = self.scenario.get("target", TARGET)
        filled = [option.format(**self.places) for option in options]
        return [*(["--target", target] if target else []), *filled]


def make_snapshot(folder, changes):
    shutil.copytree(SNAPSHOT, folder)
    for file, old, new in changes.get("replace", []):
        text = (folder / file).read_text()
        if old not in text:
            raise ValueError(f"the snapshot's {file} has no {old}")
        (folder / file).write_text(text.replace(old, new))
    taken = datetime.datetime.now(datetime.timezone.utc) - datetime.timedelta(hours=changes.get("hours_old", 1))
    (folder / "snapshot.json").write_text(json.dumps({"taken_at": taken.strftime("%Y-%m-%dT%H:%M:%SZ")}))


def set_up(network, scenario, folder, certificates, binary):
    nameservers = scenario.get("nameservers", ["10.10.0.10"])
    lines = [f"nameserver {each}" for each in nameservers] + scenario.get("resolv", [])
    network.caller.file("resolv.conf", "\n".join(lines) + "\n")
    network.caller.file("hosts", "\n".join(["127.0.0.1 localhost", *scenario.get("hosts", [])]) + "\n")
    network.servers.file("resolv.conf", "\n".join(
        f"nameserver {each}" for each in scenario.get("gateway_nameservers", ["10.10.0.10"])) + "\n")
    servers = Servers(network.servers, folder, certificates, binary, scenario.get("records", {}))
    for each in itertools.chain(scenario.get("dns", [{"run": "knotd"}]), scenario.get("servers", [{"run": "gateway"}])):
        servers.start(each)
    beside = Servers(network.caller, folder, certificates, binary, {})
    for each in scenario.get("caller_servers", []):
        beside.start(each)
    set_filter(network, scenario.get("filter", {}))
    if "signal" in scenario:
        for process in servers.by_kind[scenario["signal"]]:
            process.send_signal(signal.SIGTERM)
        time.sleep(0.2)
    return servers


def set_filter(network, rules):
    for side, lines in rules.items():
        network.filter(getattr(network, side), lines)


def run_scenario(scenario, folder, certificates, binary):
    """@return an Outcome; raises when the scenario itself cannot be set up"""
    folder = pathlib.Path(folder)
    trust = doctor_certificates.trust(certificates)
    company = doctor_certificates.trust(certificates, company=True) if scenario.get("company_root") else {}
    places = {"certificates": certificates, "folder": folder, "snapshot": folder / "snapshot", "first": folder / "first.json"}
    if "snapshot" in scenario:
        make_snapshot(places["snapshot"], scenario["snapshot"])
    network = Network(folder, trust, company)
    outcome = Outcome()
    try:
        servers = set_up(network, scenario, folder, certificates, binary)
        doctor = Doctor(binary, network, scenario, places)
        if "first" in scenario:
            first = doctor.run(*doctor.arguments(["--format", "json", *scenario["first"]]))
            places["first"].write_bytes(first.stdout)
            change(network, servers, scenario.get("then", {}))
        began = time.monotonic()
        done = ask_gateway(network, scenario) if "ask_gateway" in scenario else doctor.run(
            *doctor.arguments(["--format", "json", *scenario.get("options", [])]))
        outcome.seconds = time.monotonic() - began
        judge_process(outcome, scenario, done)
        if outcome.report is not None:
            judge_report(outcome, scenario["expect"])
            judge_text(outcome, scenario, doctor, folder, done)
    finally:
        network.end()
    return outcome


def change(network, servers, what):
    for process in servers.by_kind.get(what.get("stop"), []):
        process.kill()
        process.wait()
    set_filter(network, what.get("filter", {}))


def ask_gateway(network, scenario):
    token = scenario["ask_gateway"].get("token")
    body = json.dumps({"api_access_token": token} if token else {})
    return subprocess.run(network.caller.inside(
        "curl", "-sS", "--max-time", "20", "-H", "Content-Type: application/json", "--data", body,
        TARGET + "/v1/diagnose"), capture_output=True, env={"PATH": "/usr/bin:/bin"})


def judge_process(outcome, scenario, done):
    if done.returncode != scenario["expect"].get("exit", 0):
        outcome.wrong(f"exit code {done.returncode}, not {scenario['expect'].get('exit', 0)}")
    if "within_ms" in scenario and outcome.seconds * 1000 > scenario["within_ms"]:
        outcome.wrong(f"took {outcome.seconds:.3f} s, allowed are {scenario['within_ms']} ms")
    if done.stderr:
        outcome.wrong("stderr: " + done.stderr.decode(errors="replace")[:500])
    try:
        outcome.report = json.loads(done.stdout)
    except ValueError:
        outcome.wrong("no report: " + done.stdout[:300].decode(errors="replace"))


def state_of(check):
    if check["status"] != "skip":
        return check["status"]
    return "blocked: " + check["blocked_by"] if "blocked_by" in check else "skip: " + check.get("reason", "")


def judge_report(outcome, expect):
    report, checks = outcome.report, {check["id"]: check for check in outcome.report["checks"]}
    judge_verdict(outcome, report["verdict"], expect["verdict"])
    wanted = expect.get("checks", {})
    for name, state in wanted.items():
        seen = state_of(checks[name]) if name in checks else "missing"
        if seen != state:
            outcome.wrong(f"{name} is {seen}, not {state}" + explain(checks.get(name)))
    for name, check in checks.items():
        if check["status"] in ("warn", "fail", "crash") and name not in wanted:
            outcome.wrong(f"{name} is {check['status']}, and nothing is wrong there" + explain(check))
        if check["status"] == "skip" and ("blocked_by" in check) == ("reason" in check):
            outcome.wrong(f"{name} is skipped without one cause")
        by = check.get("blocked_by", "deadline")
        if by != "deadline" and checks.get(by, {"status": "fail"})["status"] not in ("fail", "crash"):
            outcome.wrong(f"{name} is blocked by {by}, which did not fail")
    for name, words in expect.get("says", {}).items():
        check = checks.get(name, {"observed": "", "expected": "", "remediation": {}})
        said = " ".join([check["observed"], check["expected"], json.dumps(check["remediation"], ensure_ascii=False)])
        for word in words:
            if word not in said:
                outcome.wrong(f"{name} does not say {word!r}: {said}")


def explain(check):
    return f": {check['observed']}" if check and check["observed"] else ""


def judge_verdict(outcome, seen, wanted):
    wanted = dict(wanted)
    for word in wanted.pop("says", []):
        if word not in f"{seen['headline']} {seen['next_action']}":
            outcome.wrong(f"the verdict does not say {word!r}: {seen['headline']} / {seen['next_action']}")
    if all(seen.get(key) == value for key, value in wanted.items()):
        return
    text = f"verdict {({key: seen.get(key) for key in wanted})} instead of {wanted}: {seen['headline']}"
    outcome.wrong(text)
    blames = seen["status"] == "fail" and any(seen[key] != wanted.get(key) for key in ("layer", "owner"))
    denies = seen["status"] in ("pass", "warn") and wanted["status"] in ("fail", "crash")
    if blames or denies:
        outcome.confident.append(text)


def judge_text(outcome, scenario, doctor, folder, done):
    """What a terminal gets, read back from the report: nothing raw, nothing secret, and the same verdict."""
    saved = folder / "report.json"
    saved.write_bytes(done.stdout)
    more = ["--baseline", str(folder / "first.json")] if "first" in scenario else []
    told = doctor.run("--replay", str(saved), "--format", "text", "--all", "--color", "never", *more, quiet=True)
    again = doctor.run("--replay", str(saved), "--format", "json", quiet=True)
    if json.loads(again.stdout)["verdict"] != outcome.report["verdict"]:
        outcome.wrong("the report read back has another verdict")
    if "ask_gateway" not in scenario and {told.returncode, again.returncode} != {done.returncode} \
            and "--strict" not in scenario.get("options", []):
        outcome.wrong(f"read back, the exit code is {told.returncode}")
    text = told.stdout.decode()
    raw = re.findall("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\u200e\u200f]", text)
    if raw:
        outcome.wrong(f"raw characters in the text: {raw[:5]}")
    token = scenario.get("token") or scenario.get("ask_gateway", {}).get("token")
    if token and (token.encode() in done.stdout or token in text):
        outcome.wrong("the token stands in the output")
    flat = " ".join(text.split())
    for words in scenario["expect"].get("text", []):
        if words not in flat:
            outcome.wrong(f"the text does not say {words!r}")
