"""Single looks at the network."""

import socket
import threading

import atgateway
import pytest

pytestmark = pytest.mark.usefixtures("backend")


def port_of(target):
    return int(target.rpartition(":")[2])


def test_a_name(backend):
    assert atgateway.resolve("localhost")["system"]["addresses"] == ["127.0.0.1"]


def test_a_name_that_one_server_is_asked_for():
    """A server that only counts: that nobody answers is what was found, not an error."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as server:
        server.bind(("127.0.0.1", 0))
        evidence = atgateway.resolve("a.example", f"127.0.0.1:{server.getsockname()[1]}", "AAAA", deadline=0.5)
        server.settimeout(20)
        assert b"\x01a\x07example\x00\x00\x1c" in server.recv(512)
    assert evidence and "addresses" not in evidence


def test_a_port_where_nobody_listens(closed):
    assert atgateway.connect("127.0.0.1", port_of(closed))["tcp"]["attempts"][0]["outcome"] == "refused"


def test_a_port_where_somebody_listens(silent):
    [attempt] = atgateway.connect("127.0.0.1", port_of(silent))["tcp"]["attempts"]
    assert attempt["outcome"] == "connected" and attempt["address"] == f"127.0.0.1:{port_of(silent)}"


def test_a_handshake(served):
    [look] = atgateway.inspect_tls("127.0.0.1", port_of(served.url), "localhost")["tls"]["looks"]
    assert look["outcome"] == "done" and "localhost" in str(look)


def test_a_handshake_that_does_not_come(silent):
    [look] = atgateway.inspect_tls("127.0.0.1", port_of(silent), deadline=0.5)["tls"]["looks"]
    assert look["outcome"] != "done"


@pytest.mark.parametrize(
    "call",
    [
        lambda: atgateway.resolve(""),
        lambda: atgateway.resolve("a" * 300),
        lambda: atgateway.resolve("a", type="NONSENSE"),
        lambda: atgateway.resolve("a", "name"),
        lambda: atgateway.connect("", 1),
        lambda: atgateway.connect("a b", 1),
        lambda: atgateway.connect("127.0.0.1", 0),
        lambda: atgateway.inspect_tls("", 1),
        lambda: atgateway.inspect_tls("127.0.0.1", 0),
    ],
)
def test_what_cannot_be_read(call):
    with pytest.raises(atgateway.Error) as caught:
        call()
    assert (caught.value.code, caught.value.layer) == ("bad-target", "config")


def test_other_threads_look_meanwhile(silent):
    done = []
    threads = [
        threading.Thread(target=lambda: done.append(atgateway.inspect_tls("127.0.0.1", port_of(silent), deadline=0.5)))
        for _ in range(4)
    ]
    for thread in threads:
        thread.start()
    assert atgateway.connect("127.0.0.1", port_of(silent))["tcp"]
    for thread in threads:
        thread.join()
    assert len(done) == 4
