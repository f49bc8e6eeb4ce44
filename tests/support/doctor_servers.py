"""What stands on the servers' side of a scenario: nameservers, gateways, CARTO, proxies, and worse."""
import json
import pathlib

GATEWAY, CARTO, DNS = "10.10.0.100:443", "10.10.0.200:443", "10.10.0.10"
RECORDS = {"atg.example.org": ["A 10.10.0.100"], "carto.example.net": ["A 10.10.0.200"]}
HOSTILE = pathlib.Path(__file__).with_name("doctor_hostile.py")


def merge(base, more):
    """`more` over `base`, object by object; null removes."""
    out = dict(base)
    for key, value in more.items():
        if value is None:
            out.pop(key, None)
        elif isinstance(value, dict) and isinstance(out.get(key), dict):
            out[key] = merge(out[key], value)
        else:
            out[key] = value
    return out


class Servers:
    """Starts servers in `place`; `start` takes an object of a scenario's "servers" or "dns"."""

    def __init__(self, place, folder, certificates, binary, records):
        self.place, self.folder, self.certificates, self.binary = place, folder, certificates, binary
        self.records = merge(RECORDS, records)
        self.by_kind = {}

    def start(self, server):
        fields = dict(server)
        kind = fields.pop("run")
        process = getattr(self, kind.replace("-", "_"))(**fields)
        self.by_kind.setdefault(kind, []).append(process)

    def _start(self, name, *command, at, kind="tcp"):
        log = self.folder / f"{name}-{len(self.place.running)}.log"
        process = self.place.start(*command, log=log, env={"PATH": "/usr/sbin:/usr/bin:/sbin:/bin"})
        address, _, port = at.rpartition(":")
        self.place.wait_for_port(process, address, int(port), kind)
        return process

    def _write(self, name, text):
        path = self.folder / f"{len(self.place.running)}-{name}"
        path.write_text(text.replace("{certificates}", str(self.certificates)).replace("{folder}", str(self.folder)))
        return path

    def _pem(self, certificate):
        return str(self.certificates / f"{certificate}.pem"), str(self.certificates / "leaf.key")

    # CARTO's side and ours.
    def gateway(self, at=GATEWAY, certificate="good", upstream="sandbox:", config=None):
        chain, key = self._pem(certificate)
        admin = 9901 + len(self.place.running)
        whole = merge({"listen": at, "admin": f"127.0.0.1:{admin}", "workers": 1,
                       "tls": {"certificate": chain, "key": key}, "upstreams": [{"base_url": upstream}]}, config or {})
        path = self._write("gateway.json", json.dumps(whole))
        return self._start("gateway", self.binary, "serve", "--config", path, at=at)

    def sandbox(self, at=CARTO, certificate="carto", flags=()):
        tls = []
        if certificate:
            chain, key = self._pem(certificate)
            tls = ["--tls-certificate", chain, "--tls-key", key]
        return self._start("sandbox", self.binary, "sandbox", "--listen", at, "--sandbox-on-network", *tls, *flags,
                           at=at)

    # In front of it, or instead of it.
    def nginx(self, config, at=GATEWAY):
        text = (f"daemon off; master_process off; pid {{folder}}/nginx.pid; error_log stderr; events {{}}\n"
                "http { access_log off; client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy;\n"
                "fastcgi_temp_path {folder}/f; uwsgi_temp_path {folder}/u; scgi_temp_path {folder}/s;\n"
                "ssl_certificate {certificates}/good.pem; ssl_certificate_key {certificates}/leaf.key;\n"
                + "\n".join(config) + "\n}\n")
        return self._start("nginx", "nginx", "-c", self._write("nginx.conf", text), "-p", self.folder, at=at)

    def haproxy(self, config, at=GATEWAY):
        pem = self._write("both.pem", "".join(pathlib.Path(each).read_text() for each in self._pem("good")))
        text = ("defaults\n mode http\n timeout connect 1s\n timeout client 10s\n timeout server 10s\n retries 0\n"
                + "\n".join(config).replace("{pem}", str(pem)) + "\n")
        return self._start("haproxy", "haproxy", "-db", "-f", self._write("haproxy.cfg", text), at=at)

    def s_server(self, at=GATEWAY, certificate="good", flags=()):
        chain, key = self._pem(certificate)
        return self._start("s_server", "openssl", "s_server", "-accept", at, "-cert", chain, "-cert_chain", chain, "-key",
                           key, "-quiet", *(flag.replace("{certificates}", str(self.certificates)) for flag in flags), at=at)

    def hostile(self, behaviour, at=GATEWAY, certificate="good"):
        return self._start("hostile", "/usr/bin/python3", HOSTILE, behaviour, at, *self._pem(certificate), at=at,
                           kind="udp" if behaviour.startswith("dns-") else "tcp")

    # Nameservers. Unbound asks another one, dnsmasq knows addresses, knotd has zones and nothing else.
    def knotd(self, at=DNS, records=None, without=()):
        known = merge(self.records, records or {})
        zones = {".".join(name.split(".")[-2:]): [] for name in RECORDS}
        for name, values in known.items():
            zones.setdefault(".".join(name.split(".")[-2:]), []).extend(f"{name}. 30 IN {value}" for value in values)
        text = (f"server:\n  listen: {at}@53\n  rundir: {{folder}}\n  udp-workers: 1\n  tcp-workers: 1\n  background-workers: 1\n"
                "  identity: \"\"\n"
                "database:\n  storage: {folder}/knot\nlog:\n  - target: stderr\n    any: warning\nzone:\n")
        for zone in zones.keys() - set(without):
            file = self._write(zone + ".zone", f"{zone}. 30 IN SOA ns.{zone}. admin.{zone}. 1 3600 600 86400 30\n"
                               f"{zone}. 30 IN NS ns.{zone}.\nns.{zone}. 30 IN A {at}\n" + "\n".join(zones[zone]) + "\n")
            text += f"  - domain: {zone}\n    file: {file}\n    zonefile-load: whole\n    journal-content: none\n"
        return self._start("knotd", "knotd", "-c", self._write("knot.conf", text), at=f"{at}:53", kind="udp")

    def dnsmasq(self, at=DNS, records=None):
        known = merge(self.records, records or {})
        lines = ["no-resolv", "no-hosts", "bind-interfaces", f"listen-address={at}", "user=root", "pid-file=",
                 *(f"host-record={name},{value.split()[1]},30" for name, values in known.items() for value in values)]
        return self._start("dnsmasq", "dnsmasq", "-k", "-C", self._write("dnsmasq.conf", "\n".join(lines) + "\n"), at=f"{at}:53",
                           kind="udp")

    def unbound(self, at=DNS, config=()):
        text = ("server:\n username: \"\"\n chroot: \"\"\n directory: \"{folder}\"\n pidfile: \"\"\n use-syslog: no\n"
                f" interface: {at}\n access-control: 10.0.0.0/8 allow\n module-config: iterator\n num-threads: 1\n"
                " do-not-query-localhost: no\n" + "\n".join(config) + "\nremote-control:\n control-enable: no\n")
        return self._start("unbound", "unbound", "-d", "-c", self._write("unbound.conf", text), at=f"{at}:53", kind="udp")
