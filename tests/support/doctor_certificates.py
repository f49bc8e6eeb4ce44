"""Authorities and certificates of a test's own: one authority that its networks take for public, one of a company."""
import datetime
import pathlib
import shutil
import subprocess

HOST, CARTO = "atg.example.org", "carto.example.net"

CONFIG = """\
[ca]
default_ca = scene
[scene]
dir = .
database = ./index.txt
new_certs_dir = .
rand_serial = yes
unique_subject = no
default_md = sha256
policy = anything
[anything]
commonName = optional
[authority]
basicConstraints = critical, CA:TRUE
keyUsage = critical, keyCertSign, cRLSign
subjectKeyIdentifier = hash
[leaf]
basicConstraints = critical, CA:FALSE
keyUsage = critical, digitalSignature
extendedKeyUsage = serverAuth
subjectAltName = $ENV::NAMES
authorityInfoAccess = caIssuers;URI:http://authority.example.net/middle.crt
[company-leaf]
basicConstraints = critical, CA:FALSE
extendedKeyUsage = serverAuth
subjectAltName = $ENV::NAMES
[nameless]
basicConstraints = critical, CA:FALSE
extendedKeyUsage = serverAuth
[odd]
basicConstraints = critical, CA:FALSE
subjectAltName = DER:3020821e6c696e650a627265616b1b5b33316d1b5d303b6f776e656407202e6f7267
[req]
distinguished_name = nobody
string_mask = utf8only
[nobody]
"""
STAMP = "%Y%m%d%H%M%SZ"


class Maker:
    """Makes NAME.pem (what a server sends, leaf first), all with the key leaf.key, in `folder`."""

    def __init__(self, folder):
        self.folder = pathlib.Path(folder)
        (self.folder / "scene.cnf").write_text(CONFIG)
        (self.folder / "index.txt").write_text("")
        self.now = datetime.datetime.now(datetime.timezone.utc)

    def openssl(self, *arguments, names="DNS:none"):
        subprocess.run(["openssl", *arguments], cwd=self.folder, check=True, capture_output=True,
                       env={"PATH": "/usr/bin:/bin", "NAMES": names})

    def key(self, name):
        self.openssl("genpkey", "-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256", "-out", name + ".key")

    def root(self, name, subject):
        self.key(name)
        self.openssl("req", "-x509", "-new", "-key", name + ".key", "-subj", "/CN=" + subject, "-days", "3650",
                     "-config", "scene.cnf", "-extensions", "authority", "-out", name + ".crt")

    def sign(self, name, subject, by, extensions="leaf", names="DNS:" + HOST, key="leaf", since=-400, until=400):
        """`since` and `until` are days from now."""
        at = [(self.now + datetime.timedelta(days=days)).strftime(STAMP) for days in (since, until)]
        self.openssl("req", "-new", "-utf8", "-key", key + ".key", "-subj", "/CN=" + subject, "-config", "scene.cnf",
                     "-out", name + ".csr")
        self.openssl("ca", "-batch", "-notext", "-utf8", "-config", "scene.cnf", "-cert", by + ".crt", "-keyfile",
                     by + ".key", "-in", name + ".csr", "-extensions", extensions, "-startdate", at[0], "-enddate", at[1],
                     "-out", name + ".crt", names=names)

    def sends(self, name, *certificates):
        text = "".join((self.folder / f"{each}.crt").read_text() for each in certificates)
        (self.folder / f"{name}.pem").write_text(text)


def make_certificates(folder):
    """Fills the folder. Of each server NAME.pem; trusted folders public/ and company/, to mount over the system's."""
    make = Maker(folder)
    make.root("public", "Public Root")
    make.root("company", "Company Root")
    make.key("middle")
    make.key("leaf")
    make.sign("middle", "Public Intermediate", "public", "authority", key="middle", since=-1000, until=3000)
    for name, more in {"good": {}, "other-name": {"names": "DNS:other.example.org"}, "expired": {"until": -3},
                       "not-yet": {"since": 3}, "expiring": {"until": 10}, "common-name": {"extensions": "nameless"},
                       "carto": {"names": "DNS:" + CARTO}, "carto-other-name": {"names": "DNS:other.example.net"},
                       "loopback": {"names": "IP:127.0.0.1, DNS:localhost"},
                       "odd": {"extensions": "odd", "subject": "ding\a\x1b[31m \u202egpj.exe"}}.items():
        make.sign(name, **{"subject": "server", "by": "middle", **({"subject": HOST} if name == "common-name" else {}),
                           **more})
        make.sends(name, name, "middle")
    make.sends("alone", "good")
    for name, names in {"company-signed": "DNS:" + HOST, "carto-company": "DNS:" + CARTO}.items():
        make.sign(name, "server", "company", "company-leaf", names=names)
        make.sends(name, name)
    make.openssl("req", "-x509", "-new", "-key", "leaf.key", "-subj", "/CN=" + HOST, "-days", "300", "-config",
                 "scene.cnf", "-extensions", "leaf", "-out", "self-signed.crt", names="DNS:" + HOST)
    make.sends("self-signed", "self-signed")
    for store, roots in {"trust": ["public"], "trust-with-company": ["public", "company"]}.items():
        path = make.folder / store
        path.mkdir()
        for root in roots:
            shutil.copy(make.folder / f"{root}.crt", path / f"{root}.crt")
        (path / "ca-certificates.crt").write_text("".join((path / f"{root}.crt").read_text() for root in roots))
        make.openssl("rehash", store)


def trust(folder, company=False):
    """Mounts that make a place trust: the public root, and locally the company's too."""
    local = pathlib.Path(folder) / ("trust-with-company" if company else "trust")
    return {"/usr/share/ca-certificates/mozilla": pathlib.Path(folder) / "trust", "/etc/ssl/certs": local}
