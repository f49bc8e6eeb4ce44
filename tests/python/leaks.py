"""Diagnoses a closed local port many times, and fails when anything grows with the number of them.

    python leaks.py [COUNT]
"""
from __future__ import annotations

import gc
import json
import os
import socket
import sys
import threading
import time

import atgateway


def resident_bytes() -> int:
    with open("/proc/self/statm", encoding="ascii") as statm:
        return int(statm.read().split()[1]) * os.sysconf("SC_PAGE_SIZE")


def foreign_threads() -> int:
    """Those that Python did not start."""
    return len(os.listdir("/proc/self/task")) - threading.active_count()


def measured() -> dict[str, int]:
    gc.collect()
    patience = time.monotonic() + 30
    while foreign_threads() > 0 and time.monotonic() < patience:  # what was dropped half-way is just ending
        time.sleep(0.01)
    return {"resident bytes": resident_bytes(), "allocated blocks": sys.getallocatedblocks(),
            "tracked objects": len(gc.get_objects()), "descriptors": len(os.listdir("/proc/self/fd")),
            "threads": foreign_threads()}


def look(target: str) -> None:
    """Once each way, with what is dropped half-way."""
    assert atgateway.diagnose(target, token="a-token").verdict.layer == "tcp"
    checks = atgateway.iter_diagnose(target)
    next(checks)


def grown(count: int) -> tuple[dict[str, int], dict[str, int]]:
    """What there is after a start, and how much more after `count` diagnoses."""
    with socket.socket() as holder:
        holder.bind(("127.0.0.1", 0))
        target = f"https://127.0.0.1:{holder.getsockname()[1]}"
        for _ in range(100):  # caches fill, and the heap finds its size
            look(target)
        before = measured()
        for _ in range(count // 2):
            look(target)
        after = measured()
    return before, {name: after[name] - before[name] for name in before}


#: What may come and go without being a leak: a heap that found a new arena, an interned string.
ALLOWED = {"resident bytes": 4 << 20, "allocated blocks": 200, "tracked objects": 50, "descriptors": 0, "threads": 0}


def main() -> int:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    before, more = grown(count)
    leaked = sorted(name for name in more if more[name] > ALLOWED[name])
    print(json.dumps({"backend": atgateway.backend, "diagnoses": count, "before": before, "more": more,
                      "leaked": leaked}))
    return 1 if leaked else 0


if __name__ == "__main__":
    sys.exit(main())
