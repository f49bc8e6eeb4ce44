#!/bin/sh
# Certificates for tests: make_certificates.sh DEST_DIR
#
#   ca          the authority that signed the rest
#   server      ECDSA P-256, for localhost, 127.0.0.1 and ::1
#   server2     as server, another key and serial: what a reload brings
#   rsa         as server, RSA 2048
#   expired     as server, its time is over
#   client      a client's certificate from the authority
#   stranger    a client's certificate that signed itself
#   encrypted   server's key once more, behind a passphrase (key only)
#
# NAME.crt and NAME.key, PEM. Nothing here protects anything: the keys are made anew in every build directory.
set -eu
[ $# -eq 1 ] || { echo "usage: $0 DEST_DIR" >&2; exit 64; }
mkdir -p "$1"
cd "$1"
work=$(mktemp -d ./making.XXXXXX)
trap 'rm -rf "$work"' EXIT

cat >"$work/ca.cnf" <<'CNF'
[ca]
default_ca = tests
[tests]
dir = .
database = $ENV::WORK/index.txt
new_certs_dir = $ENV::WORK
rand_serial = yes
unique_subject = no
default_md = sha256
policy = anything
email_in_dn = no
[anything]
commonName = supplied
[authority]
basicConstraints = critical, CA:TRUE
keyUsage = critical, keyCertSign, cRLSign
subjectKeyIdentifier = hash
[server]
basicConstraints = critical, CA:FALSE
keyUsage = critical, digitalSignature
extendedKeyUsage = serverAuth
subjectAltName = DNS:localhost, IP:127.0.0.1, IP:::1
subjectKeyIdentifier = hash
authorityKeyIdentifier = keyid
[client]
basicConstraints = critical, CA:FALSE
keyUsage = critical, digitalSignature
extendedKeyUsage = clientAuth
subjectKeyIdentifier = hash
[req]
distinguished_name = nobody
[nobody]
CNF
: >"$work/index.txt"
export WORK="$work"

# Every key and certificate is finished in the working folder and then moved: a reader never sees half of one.
ec_key() { openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out "$work/$1.key"; }
self_signed() {  # NAME SUBJECT EXTENSIONS
  openssl req -x509 -new -key "$work/$1.key" -subj "/CN=$2" -days 3650 -config "$work/ca.cnf" -extensions "$3" \
          -out "$work/$1.crt"
}
signed() {  # NAME SUBJECT EXTENSIONS [START END]
  openssl req -new -key "$work/$1.key" -subj "/CN=$2" -config "$work/ca.cnf" -out "$work/$1.csr"
  openssl ca -batch -notext -config "$work/ca.cnf" -cert "$work/ca.crt" -keyfile "$work/ca.key" -in "$work/$1.csr" \
          -extensions "$3" -startdate "${4:-20200101000000Z}" -enddate "${5:-20491231235959Z}" -out "$work/$1.crt" \
          2>"$work/ca.log" || { cat "$work/ca.log" >&2; exit 1; }
}

ec_key ca;       self_signed ca "atgateway test authority" authority
ec_key server;   signed server localhost server
ec_key server2;  signed server2 localhost server
ec_key expired;  signed expired localhost server 20200101000000Z 20210101000000Z
ec_key client;   signed client "test client" client
ec_key stranger; self_signed stranger "a stranger" client
openssl genrsa -out "$work/rsa.key" 2048 2>/dev/null
signed rsa localhost server
openssl pkey -in "$work/server.key" -aes256 -passout pass:unknown-to-the-gateway -out "$work/encrypted.key"

for name in ca server server2 rsa expired client stranger; do
  mv "$work/$name.key" "$name.key"
  mv "$work/$name.crt" "$name.crt"
done
mv "$work/encrypted.key" encrypted.key
