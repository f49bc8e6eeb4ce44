#!/usr/bin/python3
"""The Python package: how long its import takes, what it adds to a diagnosis, that nothing is left behind, that its source builds.

Over the installed wheel in a virtual environment that has nothing else. A diagnosis, token included, of a healthy gateway on
loopback is made by a C++ program and by Python in turn, so that both meet the same machine; medians are compared.
"""
import argparse
import datetime
import os
import pathlib
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
sys.path[:0] = [str(ROOT / "tests/bench"), str(ROOT / "tests/support"), str(ROOT / "tests/python")]
import doctor  # noqa: E402
import environments  # noqa: E402
import machine  # noqa: E402
import proofs  # noqa: E402

IMPORTS, IMPORT_MS = 20, 150
DIAGNOSES, OVERHEAD = 60, 0.05
LEAK_DIAGNOSES = 10_000
AGAIN = """
import sys, time, atgateway
for line in sys.stdin:
    began = time.perf_counter()
    report = atgateway.diagnose(sys.argv[1], ca=sys.argv[2], token='sandbox-token')
    took = time.perf_counter() - began
    report.raise_for_failures()
    print(took * 1e6, flush=True)
"""


def clean(**more):
    return {"PATH": "/usr/bin:/bin", "HOME": os.environ.get("HOME", "/"), "PYTHONDONTWRITEBYTECODE": "1", **more}


def wall_ms(python, program, environment):
    began = time.monotonic()
    subprocess.run([python, "-c", program], check=True, env=environment)
    return (time.monotonic() - began) * 1000


def import_ms(python, backend):
    """What the import adds to a bare interpreter: medians of runs in turn."""
    environment = clean(ATGATEWAY_BACKEND=backend)
    wall_ms(python, "import atgateway", environment)
    bare, whole = [], []
    for _ in range(IMPORTS):
        bare.append(wall_ms(python, "pass", environment))
        whole.append(wall_ms(python, "import atgateway", environment))
    return statistics.median(whole) - statistics.median(bare)


class Again:
    """A program that makes one diagnosis for each line it is given, and says how many microseconds that took."""

    def __init__(self, command):
        self.process = subprocess.Popen([str(word) for word in command], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
                                        env=clean(ATGATEWAY_BACKEND="core"))

    def once(self):
        self.process.stdin.write("\n")
        self.process.stdin.flush()
        answer = self.process.stdout.readline()
        if not answer:
            raise SystemExit("a diagnosis failed; its program said why")
        return float(answer)

    def end(self):
        self.process.stdin.close()
        self.process.wait(30)


def build_again(folder):
    """The C++ program, of the very library that the extension was linked from."""
    made = ROOT / "build/wheel-release"
    subprocess.run(["c++", "-std=c++20", "-O2", f"-I{ROOT}/include", f"-I{made}/generated", ROOT / "tests/prove/diagnose_again.cpp",
                    made / "libatgateway.a", "-lcurl", "-lssl", "-lcrypto", "-lz", "-lresolv", "-o", folder / "again"], check=True)
    return folder / "again"


def overhead(python, folder):
    """What Python adds, as a share of the C++ call, and that call's milliseconds."""
    program = build_again(folder)
    gateway, port = doctor.start_gateway(ROOT / "build/wheel-release/atgateway", folder)
    target = [f"https://localhost:{port}", folder / "certificates/ca.crt"]
    ours, theirs = Again([program, *target]), Again([python, "-c", AGAIN, *target])
    try:
        for _ in range(3):
            ours.once(), theirs.once()
        pairs = [(ours.once(), theirs.once()) for _ in range(DIAGNOSES)]
    finally:
        ours.end()
        theirs.end()
        gateway.stop()
    cpp, python_us = (statistics.median(side) for side in zip(*pairs))
    return python_us / cpp - 1, cpp / 1000


def leaks(python, count):
    """None, or what grew."""
    done = subprocess.run([python, ROOT / "tests/python/leaks.py", str(count)], capture_output=True, text=True, check=False,
                          env=clean(ATGATEWAY_BACKEND="core"))
    return None if done.returncode == 0 else done.stdout + done.stderr


def source_installs(folder):
    """Builds the sdist, and from it the package, in a virtual environment that fetches what it needs by itself; imports it."""
    tools = ROOT / "build/python-tools/bin/python"
    environments.quiet(tools, "-m", "build", "--sdist", "--no-isolation", "--outdir", folder, ROOT)
    (sdist,) = folder.glob("atgateway-*.tar.gz")
    environments.quiet("/usr/bin/python3", "-m", "venv", folder / "venv")
    began = time.monotonic()
    environments.quiet(folder / "venv/bin/pip", "install", "-q", "--disable-pip-version-check", sdist)
    took = time.monotonic() - began
    told = subprocess.run([folder / "venv/bin/python", "-c",
                           "import atgateway; print(atgateway.backend, atgateway.Sandbox().url)"],
                          capture_output=True, text=True, check=True, cwd=folder, env=clean()).stdout
    return told.startswith("core http://127.0.0.1:"), took


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--record", action="store_true", help="keep the figures in docs/proofs.md")
    parser.add_argument("--only", choices=["import", "overhead", "leaks", "source"], help="one part of it")
    options = parser.parse_args()
    subprocess.run([os.environ.get("DEV", str(ROOT / "dev")), "wheel"], check=True)
    rows, held, kind = [], True, machine.machine_class(machine.describe())

    def tell(what, figure, bound, holds):
        nonlocal held
        held = held and holds
        print(f"{'ok  ' if holds else 'FAIL'} {what}: {figure} (bound {bound})", flush=True)
        rows.append(f"| {datetime.date.today()} | {kind} | {what} | {figure} | {bound} | {'held' if holds else 'NOT held'} |\n")

    def wanted(part):
        return options.only in (None, part)

    with tempfile.TemporaryDirectory(prefix="atgateway-prove-") as name:
        folder = pathlib.Path(name)
        environments.quiet("/usr/bin/python3", "-m", "venv", folder / "core")
        python = folder / "core/bin/python"
        environments.install(python, environments.one_wheel(ROOT / "build/wheels", "atgateway-*-cp*-cp*-*.whl"))
        if wanted("import"):
            for backend in ("core", "process"):
                took = import_ms(python, backend)
                tell(f"import, {backend} backend, beyond the interpreter's start, median of {IMPORTS}", f"{took:.0f} ms",
                     f"{IMPORT_MS} ms", took <= IMPORT_MS)
        if wanted("overhead"):
            share, cpp = overhead(python, folder)
            tell(f"diagnosis from Python, core backend, beside {cpp:.1f} ms from C++, medians of {DIAGNOSES} in turn",
                 f"{share:+.1%}", f"{OVERHEAD:+.0%}", share <= OVERHEAD)
        if wanted("leaks"):
            grown = leaks(python, LEAK_DIAGNOSES)
            print(grown or "", end="")
            tell(f"{LEAK_DIAGNOSES:,} diagnoses of a local target", "something grew" if grown else "nothing grew", "nothing grows",
                 grown is None)
        if wanted("source"):
            source = folder / "source"
            source.mkdir()
            whole, took = source_installs(source)
            tell("the sdist builds, installs and runs", f"{took:.0f} s", "it does", whole)
            shutil.rmtree(source)
    if options.record:
        proofs.record("python", rows)
    print("held" if held else "NOT held")
    return 0 if held else 1


if __name__ == "__main__":
    sys.exit(main())
