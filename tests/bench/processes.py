"""Processes under measurement: started by us, ended by pid, weighed through /proc."""
import os
import pathlib
import shutil
import signal
import socket
import subprocess
import time

TICKS = os.sysconf("SC_CLK_TCK")


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def fill(template, values):
    text = pathlib.Path(template).read_text(encoding="utf-8")
    for name, value in values.items():
        text = text.replace(f"@{name}@", str(value))
    return text


class Process:
    """One server on one core. `core` None leaves it to the system."""

    def __init__(self, command, port, log, core=None):
        if core is not None:
            command = ["taskset", "-c", str(core), *command]
        self.port = port
        self.log = pathlib.Path(log)
        with open(log, "ab") as out:
            self.process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=out, stderr=out)
        try:
            self._wait_until_open()
        except BaseException:
            self.stop()
            raise

    def _wait_until_open(self):
        until = time.monotonic() + 15
        while time.monotonic() < until:
            if self.process.poll() is not None:
                break
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", self.port)) == 0:
                    return
            time.sleep(0.02)
        said = self.log.read_text(errors="replace")[-2000:] if self.log.is_file() else ""
        raise RuntimeError(f"{self.process.args} does not listen on port {self.port}:\n{said}")

    def pids(self):
        """The process and its children: nginx's master and worker."""
        pid = self.process.pid
        return [pid] + [int(each) for each in
                        pathlib.Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]

    def cpu_seconds(self):
        ticks = 0
        for pid in self.pids():
            fields = pathlib.Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
            ticks += int(fields[11]) + int(fields[12])
        return ticks / TICKS

    def rss_kib(self):
        """Of the process that serves: nginx's master shares its pages with the worker and would count twice."""
        worker = self.pids()[-1]
        for line in pathlib.Path(f"/proc/{worker}/status").read_text().splitlines():
            if line.startswith("VmRSS:"):
                return int(line.split()[1])
        raise RuntimeError("no VmRSS")

    def stop(self):
        if self.process.poll() is not None:
            return
        self.process.send_signal(signal.SIGTERM)
        time.sleep(0.05)
        if self.process.poll() is None:  # the gateway gives load balancers time; a second SIGTERM ends it now
            self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(5)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


def start_nginx(template, folder, port, core, **values):
    folder = pathlib.Path(folder)
    folder.mkdir(parents=True)
    if os.geteuid() == 0:
        values["USER"] = "user root;"
    config = folder / "nginx.conf"
    config.write_text(fill(template, {"USER": "", "DIR": folder, "PORT": port, **values}), encoding="utf-8")
    nginx = shutil.which("nginx") or "/usr/sbin/nginx"
    return Process([nginx, "-p", str(folder), "-e", str(folder / "error.log"), "-c", str(config)], port,
                   folder / "out.log", core)


def start_gateway(binary, template, folder, port, core, log=None, **values):
    folder = pathlib.Path(folder)
    folder.mkdir(parents=True)
    config = folder / "gateway.json"
    config.write_text(fill(template, {"PORT": port, "ADMIN": free_port(), **values}), encoding="utf-8")
    return Process([str(binary), "serve", "--config", str(config)], port, log or folder / "out.log", core)
