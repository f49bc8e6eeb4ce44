"""A Snowflake external function.

429, every 5xx and transport errors are tried again, with the same batch id, until the total timeout. A 200 has to have the
rows in order, numbered from 0, and the checksum it claims; a 202 is asked for again by GET with the same headers. Bodies are
compressed both ways unless `compression` says otherwise. https://docs.snowflake.com/en/sql-reference/external-functions
"""
import base64
import gzip
import hashlib
import uuid
import zlib

from .statement import Caller, compact, parse, row_of


class Snowflake(Caller):
    name = "snowflake"
    patience_s = 600.0
    try_s = 600.0
    pause_s = 0.1
    longest_pause_s = 10.0
    compression = True
    custom = {}  # HEADERS of the function: name → value, sent as sf-custom-NAME
    reply_bytes = 10_000_000

    def request(self, rows, key):
        headers = {
            "User-Agent": "snowflake/1.0", "Accept": "*/*", "Content-Type": "application/json",
            "sf-external-function-format": "json", "sf-external-function-format-version": "1.0",
            "sf-external-function-current-query-id": "01b0c0de-0000-0000-0000-000000000000",
            "sf-external-function-query-batch-id": key or f"{uuid.uuid4()}:1:1:0:0",
            "sf-external-function-name": self.service.upper().replace("-", "_"),
            **{f"sf-custom-{name}": value for name, value in self.custom.items()}}
        body = compact({"data": [[number, None, self.token, *row] for number, row in enumerate(rows)]})
        if self.compression:
            headers["Content-Encoding"] = headers["Accept-Encoding"] = "gzip"
            body = gzip.compress(body, 1, mtime=0)
        return f"/v1/snowflake/{self.service}", headers, body

    def retries_status(self, status):
        return status == 429 or status >= 500

    def retries_lost(self, how):
        return True

    def polls(self, reply):
        return reply.status == 202

    def read(self, reply, rows, outcome):
        body = reply.body
        checksum = reply.headers.get("content-md5")
        if checksum is not None and reply.status == 200 and checksum != base64.b64encode(hashlib.md5(body).digest()).decode():
            outcome.fail("Content-MD5 is another")
            return
        if reply.headers.get("content-encoding", "identity") == "gzip":
            try:
                body = gzip.decompress(body)
            except (OSError, EOFError, zlib.error):
                outcome.fail("not gzip")
                return
        if reply.status != 200:
            outcome.fail(f"{reply.status} '{body.decode(errors='replace')[:1000]}'")
            return
        document = parse(body)
        if len(body) > self.reply_bytes:
            outcome.fail("the reply is too large")
        elif not isinstance(document, dict) or not isinstance(document.get("data"), list):
            outcome.fail("no data array")
        elif len(document["data"]) != len(rows):
            outcome.fail("wrong number of rows")
        elif not all(isinstance(row, list) and len(row) == 2 and row[0] == number
                     for number, row in enumerate(document["data"])):
            outcome.fail("row numbers out of order")
        else:
            outcome.ended = "answered"
            outcome.rows = [row_of(value) for _, value in document["data"]]
