#!/usr/bin/python3
"""How long a diagnosis takes: about as long as its slowest probe, and never longer than it may.

A full run, token included, of a healthy gateway on loopback, again and again: the report's own time beside the longest of
its checks. Then runs in networks of their own where nameservers are silent, or where connections vanish, with several deadlines.
"""
import argparse
import datetime
import json
import pathlib
import statistics
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
sys.path[:0] = [str(ROOT / "tests/bench"), str(ROOT / "tests/support")]
import doctor_certificates  # noqa: E402
import doctor_network  # noqa: E402
import machine  # noqa: E402
import processes  # noqa: E402
import proofs  # noqa: E402
from doctor_scenario import SLACK_MS, Doctor, set_up  # noqa: E402

RUNS = 20
BOUND = 1.2
DEADLINES_S = [0.5, 1, 2, 5, 10]
SILENT = {
    "silent DNS": {"servers": ["in udp dport 53 drop", "in tcp dport 53 drop"]},
    "connections vanish": {"servers": ["in tcp dport 443 drop"]},
}


def start_gateway(binary, folder):
    """@return the process and its port, on loopback, over TLS, with the sandbox inside"""
    subprocess.run([ROOT / "tests/support/make_certificates.sh", folder / "certificates"], check=True, capture_output=True)
    port = processes.free_port()
    command = [binary, "serve", "--listen", f"127.0.0.1:{port}", "--admin", "127.0.0.1:0", "--upstream", "sandbox:",
               "--tls-certificate", folder / "certificates/server.crt", "--tls-key", folder / "certificates/server.key"]
    return processes.Process([str(each) for each in command], port, folder / "gateway.log"), port


def one_run(binary, folder, port):
    """@return how long the run took and how long its slowest probe, in microseconds"""
    done = subprocess.run([str(binary), "doctor", "--target", f"https://localhost:{port}", "--ca",
                           str(folder / "certificates/ca.crt"), "--format", "json"],
                          env={"PATH": "/usr/bin:/bin", "ATGATEWAY_TOKEN": "sandbox-token"}, capture_output=True, check=True)
    report = json.loads(done.stdout)
    if report["verdict"]["status"] != "pass":
        raise SystemExit(f"the gateway is not healthy: {report['verdict']['headline']}")
    return report["duration_us"], max(check["duration_us"] for check in report["checks"])


def measure_ratio(binary, folder, runs=RUNS):
    gateway, port = start_gateway(binary, folder)
    try:
        taken = [one_run(binary, folder, port) for _ in range(runs)]
    finally:
        gateway.stop()
    ratio = statistics.median(whole / slowest for whole, slowest in taken)
    whole = statistics.median(whole for whole, _ in taken) / 1000
    return ratio, whole


def measure_overrun(binary, folder, rules, deadline):
    """@return milliseconds from the start of the process to its end, beyond the deadline; below 0 when it ended sooner"""
    folder.mkdir()
    certificates = folder / "certificates"
    certificates.mkdir()
    doctor_certificates.make_certificates(certificates)
    network = doctor_network.Network(folder, doctor_certificates.trust(certificates), {})
    try:
        scenario = {"filter": rules, "token": "sandbox-token"}
        set_up(network, scenario, folder, certificates, binary)
        doctor = Doctor(binary, network, scenario, {})
        began = time.monotonic()
        done = doctor.run(*doctor.arguments(["--deadline", f"{round(deadline * 1000)}ms", "--format", "json"]))
        took = time.monotonic() - began
    finally:
        network.end()
    verdict = json.loads(done.stdout)["verdict"]
    if verdict["status"] not in ("fail", "incomplete"):
        raise SystemExit(f"what is broken was called {verdict['status']}: {verdict['headline']}")
    return (took - deadline) * 1000, verdict["status"]


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--record", action="store_true", help="keep the figures in docs/proofs.md")
    options = parser.parse_args()
    cause = doctor_network.why_not()
    if cause:
        raise SystemExit(f"cannot be proven here: {cause}")
    binary = proofs.find_binary()
    rows, held, kind = [], True, machine.machine_class(machine.describe())

    def tell(what, figure, bound, holds):
        nonlocal held
        held = held and holds
        print(f"{'ok  ' if holds else 'FAIL'} {what}: {figure} (bound {bound})", flush=True)
        rows.append(f"| {datetime.date.today()} | {kind} | {what} | {figure} | {bound} | {'held' if holds else 'NOT held'} |\n")

    with tempfile.TemporaryDirectory(prefix="atgateway-prove-") as name:
        folder = pathlib.Path(name)
        folder.chmod(0o755)
        ratio, whole = measure_ratio(binary, folder)
        tell(f"healthy gateway, median of {RUNS} runs of {whole:.0f} ms: run by slowest probe", f"{ratio:.2f} ×",
             f"{BOUND} ×", ratio <= BOUND)
        for number, (what, rules) in enumerate(SILENT.items()):
            for deadline in DEADLINES_S:
                beyond, status = measure_overrun(binary, folder / f"{number}-{deadline}", rules, deadline)
                tell(f"{what}, deadline {deadline} s: {status}, ends after the deadline by", f"{beyond:.0f} ms",
                     f"{SLACK_MS} ms, the process's start and end included", beyond <= SLACK_MS)
    if options.record:
        proofs.record("doctor", rows)
    print("held" if held else "NOT held")
    return 0 if held else 1


if __name__ == "__main__":
    sys.exit(main())
