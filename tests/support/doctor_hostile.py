"""Servers as bad as they come: doctor_hostile.py BEHAVIOUR IP:PORT [CERTIFICATE KEY]. Each ends when it is killed."""
import os
import socket
import ssl
import struct
import sys
import threading
import time

PROXY_V2_LOCAL = b"\r\n\r\n\0\r\nQUIT\n\x20\0\0\0"
TITLE = b"\x1b]0;owned\x07\x1b[31m\xc2\x9b2J"  # sets a terminal's title and colour, and has a C1 control


# Behind TCP alone: what is done with a connection.
def silent(connection):
    time.sleep(60)


def close(connection):
    connection.recv(65536)  # all of it: what is left unread would make a reset of the end


def reset(connection):
    connection.recv(64)
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))


def ssh(connection):
    connection.sendall(b"SSH-2.0-OpenSSH_9.2" + TITLE + b"\r\n")
    time.sleep(10)


def proxy_first(connection):
    connection.sendall(PROXY_V2_LOCAL)
    time.sleep(10)


# Behind TLS.
def read_head(connection):
    head = b""
    while b"\r\n\r\n" not in head:
        block = connection.recv(4096)
        if not block:
            return head
        head += block
    return head


def huge_headers(connection):
    read_head(connection)
    connection.sendall(b"HTTP/1.1 200 OK\r\n")
    for number in range(10_000):
        connection.sendall(b"X-%d: %s\r\n" % (number, b"a" * 1000))
    connection.sendall(b"\r\n")


def endless_body(connection):
    read_head(connection)
    connection.sendall(b"HTTP/1.1 200 OK\r\nServer: endless\r\nContent-Length: 1000000000000\r\n\r\n")
    while True:
        connection.sendall(b"x" * 65536)


def control_characters(connection):
    read_head(connection)
    connection.sendall(b"HTTP/1.1 302 " + b"Found\r\nServer: " + "\u202eevil\u202c\u009b2J".encode() +
                       b"\r\nLocation: https://evil.example/" + "\u009b31m\u202e".encode() +
                       b"\r\nContent-Length: 0\r\n\r\n")


def mute(connection):
    read_head(connection)
    time.sleep(60)


def drip(connection):
    read_head(connection)
    for byte in b"HTTP/1.1 200 OK\r\nServer: drip\r\nX: " + b"a" * 1000:
        connection.sendall(bytes([byte]))
        time.sleep(0.2)


def teapot(connection):
    """An ESC in the status line: no client should take it, and nobody should print it."""
    read_head(connection)
    connection.sendall(b"HTTP/1.1 200 O" + TITLE + b"K\r\nServer: x" + TITLE + b"\r\nContent-Length: 0\r\n\r\n")


PLAIN = [silent, close, reset, ssh, proxy_first]
OVER_TLS = [huge_headers, endless_body, control_characters, mute, drip, teapot]


# Nameservers: bytes of a question to bytes of an answer, by UDP and TCP alike.
def name_of(question):
    at = 12
    while question[at]:
        at += question[at] + 1
    return at + 1, struct.unpack(">H", question[at + 1:at + 3])[0]


def answer(question, records, flags=0x8580):
    end, _ = name_of(question)
    return (question[:2] + struct.pack(">HHHHH", flags, 1, len(records), 0, 0) + question[12:end + 4] + b"".join(records))


def record(kind, data, name=b"\xc0\x0c"):
    return name + struct.pack(">HHIH", kind, 1, 30, len(data)) + data


def thousand(question):
    """The gateway's own address, and 999 that nobody has."""
    if name_of(question)[1] != 1:
        return answer(question, [])
    return answer(question, [record(1, bytes([10, 10, 0, 100] if not n else [10, 10, 1 + n // 250, 1 + n % 250]))
                             for n in range(1000)])


def text_flood(question):
    """Nothing of what was asked for, but 60 KB of texts with control characters."""
    return answer(question, [record(16, bytes([200]) + (TITLE * 20)[:200]) for _ in range(280)])


def odd_alias(question):
    """A CNAME whose labels hold control characters and dots, and its address."""
    if name_of(question)[1] != 1:
        return answer(question, [])
    target = bytes([len(TITLE)]) + TITLE + b"\x03a.b\x03org\0"
    return answer(question, [record(5, target), record(1, bytes([10, 10, 0, 100]), target)])


def garbage(question):
    return question[:2] + os.urandom(500)


DNS = [thousand, text_flood, odd_alias, garbage]


def serve_name(behaviour, address):
    udp = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    udp.bind(address)

    def by_udp():
        while True:
            question, peer = udp.recvfrom(4096)
            if behaviour is None:
                continue
            full = behaviour(question)
            udp.sendto(full if len(full) <= 1232 else answer(question, [], 0x8780), peer)  # 0x0200: ask by TCP
    threading.Thread(target=by_udp, daemon=True).start()

    def by_tcp(connection):
        if behaviour is None:
            time.sleep(60)
        while head := connection.recv(2, socket.MSG_WAITALL):  # one question after another
            full = behaviour(connection.recv(struct.unpack(">H", head)[0], socket.MSG_WAITALL))
            connection.sendall(struct.pack(">H", len(full)) + full)
    serve(by_tcp, address, None)


def serve(behaviour, address, tls):
    def one(connection):
        try:
            with tls.wrap_socket(connection, server_side=True) if tls else connection as stream:
                behaviour(stream)
        except OSError:
            pass
    with socket.create_server(address, backlog=64) as listener:
        while True:
            connection, _ = listener.accept()
            threading.Thread(target=one, args=(connection,), daemon=True).start()


def main(name, at, certificate=None, key=None):
    host, _, port = at.rpartition(":")
    address = (host, int(port))
    behaviours = {each.__name__.replace("_", "-"): each for each in [*PLAIN, *OVER_TLS]}
    if name.startswith("dns-"):
        known = {"dns-silent": None, **{"dns-" + each.__name__.replace("_", "-"): each for each in DNS}}
        return serve_name(known[name], address)
    tls = None
    if behaviours[name] in OVER_TLS:
        tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        tls.load_cert_chain(certificate, key)
    return serve(behaviours[name], address, tls)


if __name__ == "__main__":
    main(*sys.argv[1:])
