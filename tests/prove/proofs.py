"""What every proof needs: the executable to prove, and the page where its figures are kept."""
import os
import pathlib
import subprocess

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent


def find_binary():
    """The release build when there is one, else the dev build, made now if need be."""
    for preset in ("release", "dev"):
        binary = ROOT / "build" / preset / "atgateway"
        if binary.exists():
            return binary
    subprocess.run([os.environ.get("DEV", str(ROOT / "dev")), "build", "dev"], check=True)
    return ROOT / "build/dev/atgateway"


def record(name, rows):
    """Adds table rows, each with its line end, above the proof's mark in docs/proofs.md."""
    page = ROOT / "docs/proofs.md"
    text = page.read_text(encoding="utf-8")
    end = f"<!-- {name}: ./dev prove {name} --record -->"
    if end not in text:
        raise SystemExit(f"docs/proofs.md lacks the line {end}")
    page.write_text(text.replace(end, "".join(rows) + end), encoding="utf-8")
    print("recorded in docs/proofs.md")
