#!/bin/sh
# Certificates as one meets them, good and bad: make_certificate_zoo.sh DEST_DIR
#
# root.crt is a root, middle.crt its intermediate authority, stale.crt another one whose time is over. Of each animal
# NAME.pem is what its server sends, leaf first; all have the key leaf.key unless NAME.key is there. The leaf is for
# gateway.test, P-256, signed by the intermediate authority with SHA-256, and valid for years, but for what the name says.
#
#   good           leaf, intermediate
#   with_root      leaf, intermediate, root
#   alone          leaf; the intermediate is missing
#   mixed_up       leaf, root, intermediate
#   direct         leaf, signed by the root itself
#   self_signed    leaf, signed by itself
#   authority      the root as leaf: an authority
#   expired  not_yet  expiring    its time is over; begins in ten days; ends in ten days
#   stale_middle   leaf and an intermediate whose time is over
#   other_name     for other.test
#   common_name    gateway.test is its common name; no subjectAltName
#   wildcard       for *.gateway.test
#   address        for 127.0.0.1 and ::1
#   client_only    may not be a server's
#   rsa  rsa1024  ed25519    other keys
#   sha1           signed with SHA-1
#   many           for 10,000 names, the last of them gateway.test
#   odd            subject and names hold NUL, control characters and a direction override
set -eu
[ $# -eq 1 ] || { echo "usage: $0 DEST_DIR" >&2; exit 64; }
mkdir -p "$1"
cd "$1"
export NAMES="DNS:gateway.test"
cat >zoo.cnf <<'CNF'
[ca]
default_ca = zoo
[zoo]
dir = .
database = ./index.txt
new_certs_dir = .
rand_serial = yes
unique_subject = no
default_md = sha256
policy = anything
email_in_dn = no
[anything]
commonName = optional
[authority]
basicConstraints = critical, CA:TRUE
keyUsage = critical, keyCertSign, cRLSign, digitalSignature
subjectKeyIdentifier = hash
subjectAltName = DNS:gateway.test
[middle]
basicConstraints = critical, CA:TRUE
keyUsage = critical, keyCertSign, cRLSign
subjectKeyIdentifier = hash
authorityKeyIdentifier = keyid
[leaf]
basicConstraints = critical, CA:FALSE
keyUsage = critical, digitalSignature
extendedKeyUsage = serverAuth
subjectAltName = $ENV::NAMES
subjectKeyIdentifier = hash
authorityKeyIdentifier = keyid
[nameless]
basicConstraints = critical, CA:FALSE
extendedKeyUsage = serverAuth
[client]
basicConstraints = critical, CA:FALSE
extendedKeyUsage = clientAuth
subjectAltName = $ENV::NAMES
[req]
distinguished_name = nobody
string_mask = utf8only
[nobody]
CNF
: >index.txt
quietly() { "$@" 2>log || { cat log >&2; exit 1; }; }
ec_key() { openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out "$1.key"; }
self_signed() {  # NAME SUBJECT EXTENSIONS
  openssl req -x509 -new -utf8 -key "$1.key" -subj "/CN=$2" -days 3650 -config zoo.cnf -extensions "$3" -out "$1.crt"
}
signed() {  # NAME SUBJECT EXTENSIONS AUTHORITY [START END [OPTION...]]
  name=$1 subject=$2 extensions=$3 authority=$4 start=${5:-20200101000000Z} end=${6:-20491231235959Z}
  shift 4; [ $# -ge 2 ] && shift 2
  key=leaf.key; [ -f "$name.key" ] && key=$name.key
  openssl req -new -utf8 -key "$key" -subj "/CN=$subject" -config zoo.cnf -out request
  quietly openssl ca -batch -notext -utf8 -config zoo.cnf -cert "$authority.crt" -keyfile "$authority.key" -in request \
          -extensions "$extensions" -startdate "$start" -enddate "$end" "$@" -out "$name.crt"
}
sends() {  # NAME CERTIFICATE...
  name=$1; shift
  for each in "$@"; do cat "$each.crt"; done >"$name.pem"
}
leaf() { signed "$1" gateway.test leaf middle; sends "$1" "$1" middle; }  # NAME
in_days() { date -u -d "$1 days" +%Y%m%d%H%M%SZ; }

ec_key root;   self_signed root "zoo root" authority
ec_key middle; signed middle "zoo intermediate" middle root
ec_key stale;  signed stale "zoo stale intermediate" middle root 20200101000000Z 20210101000000Z
ec_key leaf

leaf good
sends with_root good middle root
sends alone good
sends mixed_up good root middle
signed direct gateway.test leaf root;  sends direct direct
cp leaf.key self_signed.key;  self_signed self_signed gateway.test leaf;  sends self_signed self_signed
cp root.key authority.key;    sends authority root
signed expired gateway.test leaf middle 20200101000000Z 20210101000000Z;        sends expired expired middle
signed not_yet gateway.test leaf middle "$(in_days 10)" 20491231235959Z;        sends not_yet not_yet middle
signed expiring gateway.test leaf middle 20200101000000Z "$(in_days 10)";       sends expiring expiring middle
signed stale_middle gateway.test leaf stale;                                    sends stale_middle stale_middle stale
NAMES="DNS:other.test" leaf other_name
NAMES="DNS:*.gateway.test" leaf wildcard
NAMES="IP:127.0.0.1, IP:::1" leaf address
signed common_name gateway.test nameless middle;  sends common_name common_name middle
signed client_only gateway.test client middle;    sends client_only client_only middle
openssl genrsa -out rsa.key 2048 2>log;           leaf rsa
openssl genrsa -out rsa1024.key 1024 2>log;       leaf rsa1024
openssl genpkey -algorithm ed25519 -out ed25519.key;  leaf ed25519
signed sha1 gateway.test leaf middle 20200101000000Z 20491231235959Z -md sha1;  sends sha1 sha1 middle

# The environment has no room for so many names, and the configuration none for such names: DER, in hexadecimal.
hex() { od -An -v -tx1 | tr -d ' \n'; }
length() {  # BYTES
  if [ "$1" -lt 128 ]; then printf '%02x' "$1"
  elif [ "$1" -lt 256 ]; then printf '81%02x' "$1"
  elif [ "$1" -lt 65536 ]; then printf '82%04x' "$1"
  else printf '83%06x' "$1"; fi
}
dns_name() { printf '82'; length $((${#1} / 2)); printf '%s' "$1"; }  # HEX
names_of() {  # NAME; the names' DER on stdin
  body=$(cat)
  { cat zoo.cnf
    printf '[%s]\nbasicConstraints = critical, CA:FALSE\nextendedKeyUsage = serverAuth\nsubjectAltName = DER:30%s%s\n' \
           "$1" "$(length $((${#body} / 2)))" "$body"; } >"$1.cnf"
}
with_names() {  # NAME SUBJECT
  openssl req -new -utf8 -key leaf.key -subj "/CN=$2" -config zoo.cnf -out request
  quietly openssl x509 -req -in request -CA middle.crt -CAkey middle.key -days 3650 -sha256 \
          -extfile "$1.cnf" -extensions "$1" -out "$1.crt"
  sends "$1" "$1" middle
}
awk 'BEGIN {
  for (c = 0; c < 256; ++c) code[sprintf("%c", c)] = sprintf("%02x", c)
  for (n = 1; n <= 10000; ++n) {
    name = n < 10000 ? sprintf("name-%05d.test", n) : "gateway.test"
    printf "82%02x", length(name)
    for (i = 1; i <= length(name); ++i) printf "%s", code[substr(name, i, 1)]
  }
}' | names_of many
with_names many gateway.test
{ dns_name "$(printf 'gateway.test\000.evil.test' | hex)"
  dns_name "$(printf 'line\nbreak\033[31m.test' | hex)"; } | names_of odd
with_names odd "$(printf 'ding\007\033[31m \342\200\256gpj.exe')"
rm -f request log index.txt* ./*.cnf [0-9A-F]*.pem
