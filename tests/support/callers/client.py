"""An HTTP/1.1 client with kept connections that hides nothing: no repeat of its own, every ending told apart."""
import asyncio
import socket
import typing

from chaos_framing import Unframed, message_length


class Lost(Exception):
    """No whole reply. `how` is refused (no connection), lost (closed, no byte of a reply), broken (closed within the reply,
    or no HTTP) or timeout."""

    def __init__(self, how):
        super().__init__(how)
        self.how = how


class Reply(typing.NamedTuple):
    status: int
    headers: dict  # names in lower case
    body: bytes


class Connection(asyncio.Protocol):
    def __init__(self, client):
        self.client = client
        self.transport = None
        self.data = bytearray()
        self.waiting = None  # the future of the reply

    def connection_made(self, transport):
        self.transport = transport
        transport.get_extra_info("socket").setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.client.open.add(self)

    def data_received(self, data):
        if self.waiting is None:
            self.leave()  # nobody asked
            return
        self.data += data
        if not self.data.startswith(b"HTTP/1.1 "[:len(self.data)]):
            self.fail("broken")
            return
        try:
            length = message_length(self.data, reply=True)
        except Unframed:
            self.fail("broken")
            return
        if length is None or len(self.data) < length[1]:
            return
        lines = self.data[:length[0] - 4].decode("latin-1").split("\r\n")
        headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines[1:])}
        reply = Reply(int(lines[0][9:12]), headers, bytes(self.data[length[0]:length[1]]))
        del self.data[:length[1]]
        waiting, self.waiting = self.waiting, None
        if headers.get("connection", "").lower() == "close" or self.data:
            self.leave()
        else:
            self.client.idle.append(self)
        if not waiting.done():
            waiting.set_result(reply)

    def fail(self, how):
        waiting, self.waiting = self.waiting, None
        if waiting is not None and not waiting.done():
            waiting.set_exception(Lost(how))
        self.leave()

    def leave(self):
        if self in self.client.idle:
            self.client.idle.remove(self)
        self.transport.abort()

    def connection_lost(self, problem):
        self.client.open.discard(self)
        self.fail("broken" if self.data else "lost")


class Client:
    """To one server. `tls` is an ssl.SSLContext; `server_name` what the certificate has to say."""

    def __init__(self, host, port, *, tls=None, server_name=None):
        self.host, self.port, self.tls = host, port, tls
        self.server_name = server_name or (host if tls else None)
        self.open = set()
        self.idle = []  # the one used last is taken first

    async def exchange(self, method, path, headers, body=b"", timeout=60.0):
        """A Reply, or Lost."""
        loop = asyncio.get_running_loop()
        head = [f"{method} {path} HTTP/1.1", f"Host: {self.host}:{self.port}", *(f"{n}: {v}" for n, v in headers.items())]
        if body or method == "POST":
            head.append(f"Content-Length: {len(body)}")
        until = loop.time() + timeout
        connection = self.idle.pop() if self.idle else await self.connect(timeout)
        connection.waiting = waiting = loop.create_future()
        patience = loop.call_at(until, connection.fail, "timeout")
        connection.transport.write("\r\n".join(head).encode("latin-1") + b"\r\n\r\n" + body)
        try:
            return await waiting
        finally:
            patience.cancel()
            if connection.waiting is waiting:  # cancelled
                connection.fail("timeout")

    async def connect(self, timeout):
        loop = asyncio.get_running_loop()
        opening = loop.create_connection(lambda: Connection(self), self.host, self.port, ssl=self.tls,
                                         server_hostname=self.server_name)
        try:
            return (await asyncio.wait_for(opening, timeout))[1]
        except asyncio.TimeoutError:
            raise Lost("timeout") from None
        except OSError:
            raise Lost("refused") from None

    def close(self):
        for connection in list(self.open):
            connection.leave()
