#!/usr/bin/python3
"""Ten thousand idle TLS connections: all kept, new ones still served; and what happens at limits.connections.

1. With room for all: N connections, each with one answered health request, stay open and idle. New calls are served, every
   idle connection is still open, a sample of them works, and each costs at most 64 KiB of resident memory.
2. With limits.connections at 1,000: 1,500 connections, one after another. Every new one is served; the 500 that were idle
   for longest were closed to make room, and the other 1,000 work.
"""
import argparse
import concurrent.futures
import datetime
import http.client
import json
import os
import pathlib
import random
import resource
import socket
import ssl
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(ROOT / "tests/bench"))
import machine  # noqa: E402
import processes  # noqa: E402
import proofs  # noqa: E402

WANTED = 10_000
SPARE_DESCRIPTORS = 500
BYTES_PER_CONNECTION = 64 * 1024
CAP, BEYOND_CAP = 1000, 500
SAMPLE = 100
HEALTH = b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n"


class Failed(Exception):
    pass


def claim(true, what):
    print(f"  {'ok  ' if true else 'FAIL'}  {what}", flush=True)
    if not true:
        raise Failed(what)


def raise_descriptor_limit():
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    return hard


class Gateway:
    """atgateway serve over TLS, with the built-in sandbox behind it."""

    def __init__(self, binary, folder, certificates, connections, workers=None):
        folder.mkdir()
        self.context = ssl.create_default_context(cafile=certificates / "ca.crt")
        port = processes.free_port()
        config = {
            "listen": f"127.0.0.1:{port}", "admin": f"127.0.0.1:{processes.free_port()}",
            "tls": {"mode": "on", "certificate": f"{certificates}/server.crt", "key": f"{certificates}/server.key"},
            "upstreams": [{"base_url": "sandbox:"}], "limits": {"connections": connections},
            "timeouts_ms": {"idle": 3_600_000}, "log": {"level": "warn"},
        }
        if workers:
            config["workers"] = workers
        (folder / "gateway.json").write_text(json.dumps(config))
        self.process = processes.Process([str(binary), "serve", "--config", str(folder / "gateway.json")], port,
                                         folder / "log")

    def stop(self):
        self.process.stop()

    def connect(self):
        """A connection that has had one health request answered."""
        connection = self.context.wrap_socket(socket.create_connection(("127.0.0.1", self.process.port), timeout=30),
                                              server_hostname="localhost")
        self.ask(connection)
        return connection

    @staticmethod
    def ask(connection):
        connection.sendall(HEALTH)
        reply = b""
        while b"\r\n\r\n" not in reply:
            more = connection.recv(4096)
            if not more:
                raise Failed("closed instead of answering a health request")
            reply += more
        if not reply.startswith(b"HTTP/1.1 200 ") or b"\r\nConnection: close" in reply:
            raise Failed(f"a health request got {reply[:200]!r}")

    def geocode(self):
        """One call on a new connection; how long it took."""
        began = time.monotonic()
        connection = http.client.HTTPSConnection("localhost", self.process.port, timeout=30, context=self.context)
        connection.request("POST", "/v1/rows/geocode", json.dumps(
            {"api_access_token": "sandbox-token", "rows": [{"address": "Madrid, Spain"}]}),
            {"Content-Type": "application/json"})
        response = connection.getresponse()
        text = response.read()
        connection.close()
        if response.status != 200 or json.loads(text)["results"][0]["status"] != "ok":
            raise Failed(f"a geocode call got {response.status} {text[:300]!r}")
        return time.monotonic() - began


def is_open(connection):
    """Nothing to read and no end: bytes nobody asked for are a farewell."""
    probe = socket.socket(fileno=os.dup(connection.fileno()))
    try:
        probe.recv(1, socket.MSG_PEEK | socket.MSG_DONTWAIT)
        return False
    except BlockingIOError:
        return True
    except ConnectionError:
        return False
    finally:
        probe.close()


def many_idle(binary, work, certificates, wanted):
    print(f"{wanted:,} idle TLS connections, limits.connections {wanted + 100:,}", flush=True)
    gateway = Gateway(binary, work / "many", certificates, wanted + 100)
    held = []
    try:
        for _ in range(20):
            gateway.geocode()  # what is made once is made
        before = gateway.process.rss_kib()
        began = time.monotonic()
        with concurrent.futures.ThreadPoolExecutor(4) as several:
            held = list(several.map(lambda _: gateway.connect(), range(wanted)))
        took = time.monotonic() - began
        after = gateway.process.rss_kib()
        each = (after - before) * 1024 // wanted
        print(f"        opened in {took:.1f} s, {wanted / took:,.0f} full handshakes with a request a second")
        print(f"        resident memory {before / 1024:.1f} MiB before, {after / 1024:.1f} MiB with them")
        claim(each <= BYTES_PER_CONNECTION, f"{each / 1024:.1f} KiB a connection (bound {BYTES_PER_CONNECTION // 1024} KiB)")
        times = sorted(gateway.geocode() for _ in range(20))
        claim(True, f"20 calls on new connections were answered meanwhile, median {times[10] * 1000:.1f} ms with handshake")
        still = sum(map(is_open, held))
        claim(still == wanted, f"{still:,} of {wanted:,} idle connections are still open")
        for connection in random.sample(held, min(SAMPLE, wanted)):
            gateway.ask(connection)
        claim(True, f"{min(SAMPLE, wanted)} of them, chosen at random, answered once more")
        return {"connections": wanted, "before_mib": before / 1024, "after_mib": after / 1024, "bytes_each": each,
                "seconds": took, "median_ms": times[10] * 1000}
    finally:
        for connection in held:
            connection.close()
        gateway.stop()


def at_the_cap(binary, work, certificates):
    total = CAP + BEYOND_CAP
    print(f"{total:,} connections, limits.connections {CAP:,}, one worker", flush=True)
    gateway = Gateway(binary, work / "cap", certificates, CAP, workers=1)
    held = []
    try:
        for _ in range(total):
            held.append(gateway.connect())
        claim(True, f"all {total:,} were served when they came")
        # The gateway's own farewells may still be on their way.
        until = time.monotonic() + 10
        while sum(map(is_open, held)) > CAP and time.monotonic() < until:
            time.sleep(0.05)
        states = [is_open(connection) for connection in held]
        claim(sum(states) == CAP, f"{sum(states):,} are open")
        claim(not any(states[:BEYOND_CAP]), f"closed were the {BEYOND_CAP} that had been idle for longest")
        for connection in held[BEYOND_CAP:]:
            gateway.ask(connection)
        claim(True, f"each of the other {CAP:,} answered once more")
        gateway.geocode()
        states = [is_open(connection) for connection in held[BEYOND_CAP:]]
        claim(not states[0] and all(states[1:]), "a call on a new connection was served; only the longest idle one made room")
    finally:
        for connection in held:
            connection.close()
        gateway.stop()


def record(facts, figures):
    row = (f"| {datetime.date.today().isoformat()} | {machine.machine_class(facts)} | {figures['connections']:,} | "
           f"{figures['before_mib']:.0f} → {figures['after_mib']:.0f} MiB | {figures['bytes_each'] / 1024:.1f} KiB | "
           f"{figures['median_ms']:.0f} ms | held |\n")
    proofs.record("connections", [row])


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--binary", type=pathlib.Path, help="the executable (default: build/release, else build/dev)")
    parser.add_argument("--connections", type=int, help=f"default {WANTED:,}, less when the descriptor limit asks for it")
    parser.add_argument("--record", action="store_true", help="add a line to docs/proofs.md")
    options = parser.parse_args()
    hard = raise_descriptor_limit()
    wanted = options.connections or min(WANTED, hard - SPARE_DESCRIPTORS)
    if not 1 <= wanted <= hard - SPARE_DESCRIPTORS:
        parser.error(f"--connections takes 1 to {hard - SPARE_DESCRIPTORS:,}: a process may have {hard:,} descriptors here")
    binary = (options.binary or proofs.find_binary()).resolve()
    facts = machine.describe(binary)
    print(f"{machine.machine_class(facts)}; atgateway {facts['atgateway']} ({binary})")
    print(f"descriptors: {hard:,} for each process; caller and gateway are two processes, so {wanted:,} connections")
    try:
        with tempfile.TemporaryDirectory(prefix="atgateway-connections-") as work:
            work = pathlib.Path(work)
            certificates = work / "certificates"
            subprocess.run([ROOT / "tests/support/make_certificates.sh", certificates], check=True, capture_output=True)
            figures = many_idle(binary, work, certificates, wanted)
            at_the_cap(binary, work, certificates)
    except (Failed, OSError, RuntimeError, http.client.HTTPException) as problem:
        print(f"connections: FAILED: {problem}", file=sys.stderr)
        return 1
    print("connections: held")
    if options.record:
        record(facts, figures)
    return 0


if __name__ == "__main__":
    sys.exit(main())
