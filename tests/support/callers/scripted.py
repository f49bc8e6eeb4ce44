"""A server for tests that answers with a script: each request gets the next step, and is kept."""
import asyncio
import typing

from chaos_framing import message_length


class Request(typing.NamedTuple):
    method: str
    path: str
    headers: dict
    body: bytes


def reply(status, body=b"", **headers):
    """A step: the bytes of one reply."""
    lines = [f"HTTP/1.1 {status} X", f"Content-Length: {len(body)}", *(f"{n.replace('_', '-')}: {v}" for n, v in headers.items())]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


HANG_UP, SILENCE = "hang up", "silence"  # the other steps; or a function of the request that gives a step


class Scripted:
    """`async with Scripted(steps) as server`: has .port and .requests; the last step is repeated."""

    def __init__(self, *steps, tls=None):
        self.steps, self.tls = list(steps), tls
        self.requests = []
        self.connections = 0
        self.writers = set()

    async def __aenter__(self):
        self.server = await asyncio.start_server(self._serve, "127.0.0.1", 0, ssl=self.tls)
        self.port = self.server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(self, *_):
        self.server.close()
        for writer in list(self.writers):
            writer.transport.abort()
        await self.server.wait_closed()

    async def _serve(self, reader, writer):
        self.connections += 1
        self.writers.add(writer)
        data = bytearray()
        try:
            while True:
                while (length := message_length(data)) is None or len(data) < length[1]:
                    more = await reader.read(65536)
                    if not more:
                        return
                    data += more
                first, *lines = data[:length[0] - 4].decode().split("\r\n")
                method, path, _ = first.split(" ")
                headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
                self.requests.append(Request(method, path, headers, bytes(data[length[0]:length[1]])))
                del data[:length[1]]
                step = self.steps.pop(0) if len(self.steps) > 1 else self.steps[0]
                if callable(step):
                    step = step(self.requests[-1])
                if step is HANG_UP:
                    return
                if step is not SILENCE:
                    writer.write(step)
        except ConnectionError:
            pass
        finally:
            self.writers.discard(writer)
            writer.transport.abort()
