"""What this was measured on."""
import os
import platform
import re
import subprocess


def _first(pattern, text, default="unknown"):
    found = re.search(pattern, text, re.MULTILINE)
    return found.group(1).strip() if found else default


def _output(*command):
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=20)
    except OSError:
        return ""
    return done.stdout + done.stderr


def describe(binary=None):
    with open("/proc/cpuinfo", encoding="utf-8", errors="replace") as file:
        cpuinfo = file.read()
    with open("/proc/meminfo", encoding="utf-8") as file:
        memory_kib = int(_first(r"^MemTotal:\s+(\d+)", file.read(), "0"))
    hypervisor = "hypervisor" in _first(r"^flags\s*:(.*)$", cpuinfo, "")
    facts = {
        "cores": len(os.sched_getaffinity(0)),
        "model": _first(r"^model name\s*:(.*)$", cpuinfo),
        "virtual": hypervisor,
        "memory_gib": round(memory_kib / 1024 / 1024),
        "kernel": platform.release().split("-")[0],
        "system": _first(r'^PRETTY_NAME="(.*)"$', open("/etc/os-release", encoding="utf-8").read()),
        "openssl": _first(r"^OpenSSL (\S+)", _output("openssl", "version")),
        "nginx": _first(r"nginx/(\S+)", _output("nginx", "-v")),
        "lua_module": _first(r"^(\S+)", _output("dpkg-query", "-W", "-f=${Version}", "libnginx-mod-http-lua")),
        "wrk": _first(r"^wrk (?:debian/)?(\S+)", _output("wrk", "-v")),
    }
    if binary:
        facts["atgateway"] = _first(r"^atgateway\s+(\S+)", _output(binary, "version"))
    return facts


def machine_class(facts):
    return (f"{facts['cores']} {'virtual ' if facts['virtual'] else ''}cores {facts['model']}, {facts['memory_gib']} GiB, "
            f"Linux {facts['kernel']}, {facts['system']}")


def load_average():
    return os.getloadavg()[0]
