"""Networks of a test's own: a caller's place and a servers' place, joined by one wire, and nothing else.

A place is a pair of namespaces (network, mounts) that a sleeping process holds, so nothing is left behind when the test
dies. Its /etc/resolv.conf, hosts, nsswitch.conf and trusted authorities are mounts that only it sees.
"""
import os
import pathlib
import shutil
import socket
import subprocess
import time

CLIENT = "10.10.0.50"
# The servers' side: the router, nameservers, load balancers, CARTO, and an address that the internet would route.
ADDRESSES = ["10.10.0.10", "10.10.0.11", "10.10.0.100", "10.10.0.101", "10.10.0.200", "203.0.113.7"]
ADDRESSES_6 = ["fd00:10::100"]
PROGRAMS = ["ip", "nft", "nsenter", "unshare", "setpriv", "mount", "curl", "openssl", "knotd", "unbound", "dnsmasq",
            "nginx", "haproxy"]
os.environ["PATH"] += ":/usr/sbin:/sbin"


def why_not():
    """What keeps this machine from having such networks, or an empty text."""
    if os.geteuid() != 0:
        return "network namespaces need root"
    missing = [program for program in PROGRAMS if shutil.which(program) is None]
    if missing:
        return "not installed: " + ", ".join(missing)
    tried = subprocess.run(["unshare", "--net", "--mount", "sh", "-c", "ip link set lo up && nft list ruleset"],
                           capture_output=True, text=True)
    return "" if tried.returncode == 0 else "no namespaces here: " + tried.stderr.strip()


class Place:
    """One network with its own files in /etc."""

    def __init__(self, folder, name, mounts):
        self.folder, self.name, self.running = folder, name, []
        (folder / "nsswitch.conf").write_text("passwd: files\ngroup: files\nhosts: files dns\n")
        binds = {**mounts, "/etc/nsswitch.conf": folder / "nsswitch.conf"}
        for name_of_file in ("resolv.conf", "hosts"):
            path = folder / f"{name}.{name_of_file}"
            path.write_text("127.0.0.1 localhost\n" if name_of_file == "hosts" else "")
            binds["/etc/" + name_of_file] = path
        script = "".join(f"mount --bind '{source}' '{target}' && " for target, source in binds.items())
        script += "ip link set lo up && sysctl -q net.ipv4.ip_local_port_range='20000 60999' && echo ready && exec sleep 600"
        self.holder = subprocess.Popen(
            ["setpriv", "--pdeathsig", "KILL", "unshare", "--net", "--mount", "--propagation", "private", "sh", "-c",
             script], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        if self.holder.stdout.readline() != "ready\n":
            raise RuntimeError("no namespace: " + self.holder.communicate()[1])

    def file(self, name, text):
        """Writes /etc/NAME, as this place alone sees it."""
        (self.folder / f"{self.name}.{name}").write_text(text)

    def inside(self, *command):
        return ["setpriv", "--pdeathsig", "KILL", "nsenter", "-t", str(self.holder.pid), "-n", "-m", "--",
                *map(str, command)]

    def run(self, *command, stdin="", **options):
        done = subprocess.run(self.inside(*command), input=stdin, capture_output=True, text=True, timeout=60, **options)
        if done.returncode != 0:
            raise RuntimeError(f"{' '.join(map(str, command))}: {done.stderr or done.stdout}")
        return done.stdout

    def start(self, *command, log, env=None):
        """A process that runs here until the place ends."""
        with open(log, "ab") as out:
            process = subprocess.Popen(self.inside(*command), stdin=subprocess.DEVNULL, stdout=out, stderr=out, env=env)
        process.log = pathlib.Path(log)
        self.running.append(process)
        return process

    def listens(self, kind, address, port):
        """Is anything in this network bound to that address (or to all) and port? `kind`: tcp or udp."""
        wanted = {"0" * 8, "0" * 32}
        if ":" in address:
            raw = socket.inet_pton(socket.AF_INET6, address.strip("[]"))
            wanted.add(b"".join(raw[at:at + 4][::-1] for at in range(0, 16, 4)).hex().upper())
        else:
            wanted.add(socket.inet_aton(address)[::-1].hex().upper())
        for family in ("", "6"):
            with open(f"/proc/{self.holder.pid}/net/{kind}{family}") as table:
                for line in list(table)[1:]:
                    fields = line.split()
                    bound, _, number = fields[1].rpartition(":")
                    if int(number, 16) == port and bound in wanted and (kind == "udp" or fields[3] == "0A"):
                        return True
        return False

    def wait_for_port(self, process, address, port, kind="tcp"):
        until = time.monotonic() + 20
        while not self.listens(kind, address, port):
            if process.poll() is not None or time.monotonic() > until:
                raise RuntimeError(f"does not listen on {kind} {port}: {process.log.read_text(errors='replace')[-2000:]}")
            time.sleep(0.01)

    def end(self):
        for process in [*reversed(self.running), self.holder]:
            if process.poll() is None:
                process.kill()
            process.wait()
        self.holder.stdout.close()
        self.holder.stderr.close()


class Network:
    """`caller` and `servers`, joined: each address of the lists above is the servers' side's."""

    def __init__(self, folder, mounts, caller_mounts=None):
        self.places = []
        try:
            self.servers = self._place(folder, "servers", mounts)
            self.caller = self._place(folder, "caller", {**mounts, **(caller_mounts or {})})
            self._join()
        except BaseException:
            self.end()
            raise

    def _place(self, folder, name, mounts):
        self.places.append(Place(folder, name, mounts))
        return self.places[-1]

    def _join(self):
        far = [f"address add {each}/32 dev wire" for each in ADDRESSES]
        far += [f"address add {each}/64 dev wire nodad" for each in ADDRESSES_6]
        self.servers.run("ip", "-batch", "-", stdin="\n".join([
            f"link add wire type veth peer name wire netns {self.caller.holder.pid}",
            "address add 10.10.0.1/22 dev wire", *far, "link set wire up"]) + "\n")
        self.caller.run("ip", "-batch", "-", stdin="\n".join([
            f"address add {CLIENT}/22 dev wire", "address add fd00:10::50/64 dev wire nodad", "link set wire up",
            "route add default via 10.10.0.1"]) + "\n")

    def filter(self, place, rules):
        """nft rules for what arrives (`in`) or leaves (`out`), as in "in tcp dport 443 drop"."""
        chains = {"in": [], "out": []}
        for rule in rules:
            where, _, what = rule.partition(" ")
            chains[where].append(what)
        text = "table inet scene {\n"
        for where, hook in (("in", "input"), ("out", "output")):
            text += f"chain {where} {{ type filter hook {hook} priority 0;\n" + "\n".join(chains[where]) + "\n}\n"
        place.run("nft", "-f", "-", stdin=text + "}\n")

    def end(self):
        for place in self.places:
            place.end()
