"""The chaos proxy does what it says, and counts it."""
import asyncio
import json
import pathlib
import signal
import subprocess
import sys

import pytest

SUPPORT = pathlib.Path(__file__).resolve().parent.parent / "support"
sys.path.insert(0, str(SUPPORT))
from callers import Client, Lost  # noqa: E402
from callers.scripted import HANG_UP, Scripted, reply  # noqa: E402
from chaos_faults import FAULTS, Mix, Settings  # noqa: E402
from chaos_framing import Unframed, message_length  # noqa: E402
from chaos_proxy import ChaosProxy  # noqa: E402

REPLY = reply(200, b"x" * 300)


def through(faults, exchanges=1, *, steps=(REPLY,), settings=None, timeout=0.5, client=None, **options):
    """(what each exchange gave, the server, the proxy's counts); a Reply or how it was lost."""
    async def go():
        async with Scripted(*steps) as server:
            proxy = ChaosProxy("127.0.0.1", server.port, Mix(faults, seed=7), settings, **options)
            ours = Client("127.0.0.1", await proxy.start())
            seen = []
            for number in range(exchanges):
                try:
                    seen.append(await ours.exchange("POST", f"/{number}", {}, b"body", timeout))
                except Lost as lost:
                    seen.append(lost.how)
            await asyncio.sleep(0.02)
            ours.close()
            await proxy.stop()
            return seen, server, proxy.counts
    return asyncio.run(go())


def test_without_faults_it_is_a_proxy():
    seen, server, counts = through({}, 3)
    assert [(each.status, each.body) for each in seen] == [(200, b"x" * 300)] * 3
    assert [(request.path, request.body) for request in server.requests] == [(f"/{n}", b"body") for n in range(3)]
    assert server.connections == 1  # kept on both sides
    assert counts == {"connections": 1, "exchanges": 3, "none": 3, "forwarded": 3}


@pytest.mark.parametrize("kind,outcome,forwarded", [
    ("reset-before", "lost", 0), ("reset-after", "lost", 1), ("reset-head", "broken", 1), ("reset-body", "broken", 1),
    ("truncate", "broken", 1), ("garbage", "broken", 1), ("blackhole", "timeout", 0)])
def test_faults_that_lose_the_reply(kind, outcome, forwarded):
    seen, server, counts = through({kind: 1}, 3)
    assert seen == [outcome] * 3 and len(server.requests) == 3 * forwarded
    assert counts[kind] == 3 and counts["forwarded"] == 3 * forwarded and counts["connections"] == 3


def raw(kind, **settings):
    """Everything that came back on a plain socket, and whether it ended with RST."""
    async def go():
        async with Scripted(REPLY) as server:
            proxy = ChaosProxy("127.0.0.1", server.port, Mix({kind: 1}, seed=3), Settings(**settings))
            reader, writer = await asyncio.open_connection("127.0.0.1", await proxy.start())
            writer.write(b"GET / HTTP/1.1\r\n\r\n")
            data, ended = b"", "fin"
            try:
                while more := await asyncio.wait_for(reader.read(4096), 5):
                    data += more
            except ConnectionResetError:
                ended = "rst"
            writer.transport.abort()
            await proxy.stop()
            return data, ended
    return asyncio.run(go())


def test_how_much_is_passed_on_and_how_it_ends():
    head = REPLY.index(b"\r\n\r\n") + 4
    assert raw("reset-before") == raw("reset-after") == (b"", "rst")
    data, ended = raw("reset-head")
    assert ended == "rst" and REPLY.startswith(data) and 0 < len(data) < head
    data, ended = raw("reset-body")
    assert ended == "rst" and REPLY.startswith(data) and head <= len(data) < len(REPLY)
    data, ended = raw("truncate")
    assert ended == "fin" and REPLY.startswith(data) and head <= len(data) < len(REPLY)
    data, ended = raw("garbage")
    assert ended == "fin" and data and not data.startswith(b"HTTP")
    assert raw("slow-close", close_after_ms=20) == (REPLY, "fin")


def test_late_and_slow_replies_are_whole():
    loop_time = asyncio.new_event_loop().time
    began = loop_time()
    seen, _, _ = through({"latency": 1}, settings=Settings(latency_ms=100, jitter_ms=0))
    assert seen[0].body == b"x" * 300 and loop_time() - began >= 0.1
    began = loop_time()
    seen, server, _ = through({"bandwidth": 1}, 2, settings=Settings(bytes_per_second=2000), timeout=5)
    assert [each.body for each in seen] == [b"x" * 300] * 2 and loop_time() - began >= 0.2 and server.connections == 1


def test_after_a_slow_close_the_kept_connection_takes_nothing():
    seen, server, counts = through({"slow-close": 1}, 2, settings=Settings(close_after_ms=50), timeout=5)
    assert seen[0].status == 200 and seen[1] == "lost" and len(server.requests) == 1 and counts["exchanges"] == 1


def test_a_servers_end_is_passed_on():
    seen, server, counts = through({}, 2, steps=(HANG_UP, REPLY))
    assert seen[0] == "lost" and seen[1].status == 200 and counts["server-lost"] == 1
    assert through({}, steps=(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n",))[2]["unframed"] == 1


def test_giving_up_resets_the_servers_side():
    async def go(give_up):
        ends = []

        async def serve(reader, writer):
            try:
                while await reader.read(4096):
                    pass
                ends.append("fin")
            except ConnectionResetError:
                ends.append("rst")
            writer.transport.abort()
        server = await asyncio.start_server(serve, "127.0.0.1", 0)
        proxy = ChaosProxy("127.0.0.1", server.sockets[0].getsockname()[1], Mix({"reset-after": 1}), Settings(give_up=give_up))
        client = Client("127.0.0.1", await proxy.start())
        with pytest.raises(Lost):
            await client.exchange("GET", "/", {})
        await asyncio.sleep(0.05)
        before = list(ends)
        await proxy.stop()
        server.close()
        return before
    assert asyncio.run(go(1.0)) == ["rst"]
    assert asyncio.run(go(0.0)) == []  # the server may finish, for nobody


def test_the_seed_decides():
    def kinds(seed):
        mix = Mix.even(0.5, seed)
        return [mix.draw() for _ in range(2000)]
    first = kinds(1)
    assert first == kinds(1) != kinds(2)
    assert set(first) == {"none", *FAULTS} and 850 < first.count("none") < 1150
    for wrong in ({"none": 0.5}, {"latency": 1.5}, {"fire": 0.1}, {"latency": -1}):
        with pytest.raises(ValueError):
            Mix(wrong)
    assert Mix.parse("latency=0.5,garbage=0.25").shares == {"latency": 0.5, "garbage": 0.25}
    assert sum(Mix.parse("0.2").shares.values()) == pytest.approx(0.2)


def test_one_kind_for_a_connection():
    seen, _, counts = through({"latency": 0.5}, 20, settings=Settings(latency_ms=1, jitter_ms=0), per="connection")
    assert len(seen) == 20 and sorted((counts["none"], counts["latency"])) == [0, 20]


def test_what_is_forwarded_is_told():
    heard = []
    through({"reset-before": 0.5}, 40, forwarded=lambda request, head: heard.append(request[head:]))
    assert 5 < len(heard) < 35 and set(heard) == {b"body"}


def test_borders():
    for data, reply_, expected in (
            (b"GET / HTTP/1.1\r\n\r\n", False, (18, 18)), (b"GET / HTTP/1.1\r\n", False, None),
            (b"POST / HTTP/1.1\r\nContent-LENGTH:  7 \r\n\r\nabc", False, (40, 47)),
            (b"HTTP/1.1 204 No\r\n\r\n", True, (19, 19))):
        assert message_length(bytearray(data), reply_) == expected
    for data in (b"HTTP/1.1 200 OK\r\n\r\n", b"HTTP/1.1 200 OK\r\ncontent-length: x\r\n\r\n"):
        with pytest.raises(Unframed):
            message_length(bytearray(data), True)


def test_as_a_command():
    async def go():
        async with Scripted(REPLY) as server:
            command = [sys.executable, str(SUPPORT / "chaos_proxy.py"), f"127.0.0.1:{server.port}", "--faults", "truncate=1"]
            process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
            try:
                port = int((await asyncio.to_thread(process.stdout.readline)).rsplit(":", 1)[1])
                client = Client("127.0.0.1", port)
                with pytest.raises(Lost, match="broken"):
                    await client.exchange("GET", "/", {}, timeout=5)
                process.send_signal(signal.SIGTERM)
                return json.loads((await asyncio.to_thread(process.communicate, timeout=10))[0]), process.returncode
            finally:
                process.kill()
    counts, code = asyncio.run(go())
    assert counts["truncate"] == 1 and code == 0
    refused = subprocess.run([sys.executable, str(SUPPORT / "chaos_proxy.py"), "127.0.0.1:1", "--faults", "fire=1"],
                             capture_output=True, text=True, timeout=10)
    assert refused.returncode == 2 and "fire" in refused.stderr
