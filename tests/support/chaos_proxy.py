#!/usr/bin/python3
"""A TCP proxy that spoils HTTP/1.1 exchanges: late, slow, cut, reset, garbled or swallowed; seeded, and it counts.

Requests and replies are held until they are whole, then passed on in one piece: a fault knows what it cuts. One request at a
time goes through a connection; each caller's connection has one connection to the server. A caller that leaves is told to the
server in the way it left: FIN by FIN, RST by RST (FIN only, with `orderly`).
"""
import argparse
import asyncio
import collections
import json
import signal
import socket
import struct
import sys

import chaos_faults
from chaos_framing import Unframed, message_length

GARBAGE = bytes(range(256)) * 2
TRICKLE = 0.02
RESET = struct.pack("ii", 1, 0)  # SO_LINGER on, 0 s: close() sends RST


def reset(transport):
    if transport is not None and not transport.is_closing():
        transport.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET)
        transport.abort()


class Server(asyncio.Protocol):
    """The side towards the server."""

    def __init__(self, caller):
        self.caller = caller
        self.transport = None
        self.data = bytearray()
        self.reply = None  # (head, total) once known
        self.discarding = False

    def connection_made(self, transport):
        self.transport = transport
        transport.get_extra_info("socket").setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def data_received(self, data):
        self.data += data
        try:
            if self.reply is None:
                self.reply = message_length(self.data, reply=True)
                if self.reply is None:
                    return
        except Unframed:
            self.caller.proxy.counts["unframed"] += 1
            reset(self.transport)
            return
        head, total = self.reply
        if len(self.data) < total:
            return
        reply = bytes(self.data[:total])
        del self.data[:total]
        self.reply = None
        if self.discarding:
            self.transport.close()
        else:
            self.caller.replied(reply, head)

    def connection_lost(self, problem):
        if not self.discarding:
            self.caller.server_lost(problem)


class Caller(asyncio.Protocol):
    """The side towards the caller, which decides."""

    def __init__(self, proxy):
        self.proxy = proxy
        self.transport = None
        self.server = None
        self.data = bytearray()
        self.kind = None  # of the exchange that is going on
        self.fixed = None  # of the connection, when that is what is drawn
        self.refusing = False
        self.pending = None

    def connection_made(self, transport):
        self.transport = transport
        transport.get_extra_info("socket").setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.proxy.open.add(self)
        self.proxy.counts["connections"] += 1
        if self.proxy.per == "connection":
            self.fixed = self.proxy.mix.draw()

    def data_received(self, data):
        if self.refusing:
            return
        self.data += data
        self.next_exchange()

    def next_exchange(self):
        if self.kind is not None or self.transport.is_closing():
            return
        try:
            length = message_length(self.data)
        except Unframed:
            self.proxy.counts["unframed"] += 1
            reset(self.transport)
            return
        if length is None or len(self.data) < length[1]:
            return
        request = bytes(self.data[:length[1]])
        del self.data[:length[1]]
        self.kind = self.fixed or self.proxy.mix.draw()
        self.proxy.counts["exchanges"] += 1
        self.proxy.counts[self.kind] += 1
        if self.kind == "reset-before":
            reset(self.transport)
        elif self.kind == "latency":
            settings = self.proxy.settings
            late = settings.latency_ms + self.proxy.random.uniform(-1, 1) * settings.jitter_ms
            self.later(late / 1000, self.forward, request, length[0])
        elif self.kind != "blackhole":
            self.forward(request, length[0])

    def later(self, seconds, call, *arguments):
        self.pending = self.proxy.loop.call_later(max(seconds, 0), call, *arguments)

    def forward(self, request, head):
        self.pending = None
        if self.server is not None:
            self.send(request, head)
        else:
            task = self.proxy.loop.create_task(self.connect(request, head))
            self.proxy.tasks.add(task)
            task.add_done_callback(self.proxy.tasks.discard)

    async def connect(self, request, head):
        try:
            _, server = await self.proxy.loop.create_connection(lambda: Server(self), *self.proxy.target)
        except OSError:
            self.proxy.counts["unreachable"] += 1
            reset(self.transport)
            return
        if self.transport.is_closing():  # the caller did not wait
            server.discarding = True
            server.transport.close()
            return
        self.server = server
        self.send(request, head)

    def send(self, request, head):
        if self.server.transport.is_closing():
            self.transport.close()
            return
        self.server.transport.write(request)
        self.proxy.counts["forwarded"] += 1
        if self.proxy.forwarded:
            self.proxy.forwarded(request, head)
        if self.kind == "reset-after":
            self.later(self.proxy.random.uniform(0, self.proxy.settings.reset_within_ms) / 1000, self.leave)

    def leave(self):
        """reset-after: the caller's side goes; the server's goes too, or finishes for nobody."""
        self.pending = None
        if self.proxy.random.random() < self.proxy.settings.give_up:
            reset(self.server.transport)
        self.server.discarding = True
        reset(self.transport)

    def replied(self, reply, head):
        kind, write = self.kind, self.transport.write
        if self.transport.is_closing():
            return
        if kind is None:
            self.proxy.counts["unasked"] += 1  # a reply that nobody asked for, such as a farewell
            write(reply)
            return
        if kind == "reset-after":
            if self.pending:
                self.pending.cancel()
            self.server.discarding = True
            self.server.transport.close()
            reset(self.transport)
        elif kind == "garbage":
            write(GARBAGE)
            self.transport.close()
        elif kind == "reset-head" or (kind in ("reset-body", "truncate") and len(reply) == head):
            write(reply[:self.proxy.random.randrange(1, head)])
            # What was written is to be seen: a RST makes the receiver forget what it has not read.
            self.later(0.005, reset, self.transport)
        elif kind in ("reset-body", "truncate"):
            write(reply[:self.proxy.random.randrange(head, len(reply))])
            if kind == "truncate":
                self.transport.close()
            else:
                self.later(0.005, reset, self.transport)
        elif kind == "bandwidth":
            self.trickle(reply, 0)
        elif kind == "slow-close":
            write(reply)
            self.refusing = True
            self.later(self.proxy.settings.close_after_ms / 1000, self.transport.close)
        else:
            write(reply)
            self.finished()

    def trickle(self, reply, at):
        if self.transport.is_closing():
            return
        piece = max(1, int(self.proxy.settings.bytes_per_second * TRICKLE))
        self.transport.write(reply[at:at + piece])
        if at + piece >= len(reply):
            self.finished()
        else:
            self.later(TRICKLE, self.trickle, reply, at + piece)

    def finished(self):
        self.kind = self.pending = None
        if self.data:
            self.next_exchange()

    def server_lost(self, problem):
        self.server = None
        if self.transport.is_closing() or self.refusing:
            return
        if self.kind == "bandwidth" and self.pending:
            return  # the reply is here already; the caller notices with the next request
        if self.kind is not None:
            self.proxy.counts["server-lost"] += 1
        if problem:
            reset(self.transport)
        else:
            self.transport.close()

    def connection_lost(self, problem):
        self.proxy.open.discard(self)
        if self.pending:
            self.pending.cancel()
        server = self.server
        if server is None or server.discarding or server.transport.is_closing():
            return
        server.discarding = True
        if problem and not self.proxy.orderly:
            reset(server.transport)
        else:
            server.transport.close()


class ChaosProxy:
    """`await start()` gives the port; `counts` says what was done; `forwarded(request, head)` hears each request passed on."""

    def __init__(self, host, port, mix=None, settings=None, *, per="exchange", forwarded=None, orderly=False):
        self.target = (host, port)
        self.mix = mix or chaos_faults.Mix()
        self.random = chaos_faults.random.Random(self.mix.random.getrandbits(64))  # measures; the mix draws kinds alone
        self.settings = settings or chaos_faults.Settings()
        self.per = per
        self.forwarded = forwarded
        self.orderly = orderly
        self.counts = collections.Counter()
        self.open = set()
        self.tasks = set()
        self.loop = self.server = self.port = None

    async def start(self, port=0):
        self.loop = asyncio.get_running_loop()
        self.server = await self.loop.create_server(lambda: Caller(self), "127.0.0.1", port, backlog=4096)
        self.port = self.server.sockets[0].getsockname()[1]
        return self.port

    async def stop(self):
        self.server.close()
        for caller in list(self.open):
            caller.transport.abort()
        for task in list(self.tasks):
            task.cancel()
        await self.server.wait_closed()
        await asyncio.sleep(0)  # closed connections tell their other sides


async def serve(options):
    host, _, port = options.target.rpartition(":")
    settings = chaos_faults.Settings(options.latency_ms, options.jitter_ms, options.bytes_per_second,
                                     options.reset_within_ms, options.close_after_ms, options.give_up)
    proxy = ChaosProxy(host, int(port), chaos_faults.Mix.parse(options.faults, options.seed), settings, per=options.per)
    ended = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, ended.set)
    print(f"127.0.0.1:{await proxy.start(options.port)}", flush=True)
    await ended.wait()
    await proxy.stop()
    print(json.dumps(proxy.counts), flush=True)


def main():
    usual = chaos_faults.Settings()
    kinds = "\n".join(f"  {kind:13} {meaning}" for kind, meaning in chaos_faults.KINDS.items())
    parser = argparse.ArgumentParser(description=__doc__, epilog=f"kinds of faults:\n{kinds}\n\nThe first line of output is the "
                                     "address; SIGTERM ends it, with the counts as the last line.",
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("target", metavar="HOST:PORT", help="the server")
    parser.add_argument("--faults", default="0.2", help="KIND=SHARE,… or one share for all kinds alike (default 0.2)")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--port", type=int, default=0, help="on 127.0.0.1 (default: the system chooses)")
    parser.add_argument("--per", choices=("exchange", "connection"), default="exchange", help="what one kind is drawn for")
    for name, about in (("latency-ms", "latency"), ("jitter-ms", "latency, more or less"), ("bytes-per-second", "bandwidth"),
                        ("reset-within-ms", "reset-after: at the latest"), ("close-after-ms", "slow-close"),
                        ("give-up", "reset-after: share in which the server's side is reset too")):
        parser.add_argument("--" + name, type=float, default=getattr(usual, name.replace("-", "_")),
                            help=f"{about} (default %(default)s)")
    options = parser.parse_args()
    try:
        asyncio.run(serve(options))
    except (ValueError, OSError) as problem:
        parser.error(str(problem))
    return 0


if __name__ == "__main__":
    sys.exit(main())
