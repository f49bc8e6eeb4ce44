"""Where HTTP/1.1 messages begin and end: as much as a proxy has to know, and no more.

Lengths are Content-Length only, which is what our gateway, its upstream client and the sandbox send.
"""


class Unframed(ValueError):
    """The end of this message cannot be told by its Content-Length."""


def message_length(data, reply=False):
    """(bytes of the head, bytes of the whole message), or None while the head is incomplete. `data` is a bytearray."""
    end = data.find(b"\r\n\r\n")
    if end < 0:
        return None
    head = bytes(data[:end + 2]).lower()
    if b"\r\ntransfer-encoding:" in head:
        raise Unframed("a Transfer-Encoding")
    place = head.find(b"\r\ncontent-length:")
    if place >= 0:
        text = head[place + 17:head.index(b"\r\n", place + 2)].strip()
        if not text.isdigit():
            raise Unframed("a Content-Length that is no number")
        return end + 4, end + 4 + int(text)
    if reply and head[9:12] not in (b"204", b"304"):
        raise Unframed("a reply without Content-Length")
    return end + 4, end + 4
