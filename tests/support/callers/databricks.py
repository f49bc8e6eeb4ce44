"""Databricks `http_request()` in a SQL statement.

One HTTP call, up to eleven identical tries while it gets 429, 5xx or no reply; nothing else is tried again, and the statement
ends after ten seconds. A 4xx fails the statement with the platform's own text.
"""
from .statement import Caller, Row, compact, parse


class Databricks(Caller):
    name = "databricks"
    tries = 11
    patience_s = 10.0
    try_s = 10.0
    pause_s = 0.05
    longest_pause_s = 1.0
    include = ("raw",)
    errors = "status"

    def request(self, rows, key):
        body = {"api_access_token": self.token, "rows": rows, "include": list(self.include), "errors": self.errors}
        if key:
            body["request_key"] = key
        # A connection always sends its bearer.
        headers = {"Content-Type": "application/json", "Authorization": f"Bearer {self.token}"}
        return f"/v1/rows/{self.service}", headers, compact(body)

    def retries_status(self, status):
        return status == 429 or status >= 500

    def retries_lost(self, how):
        return True

    def read(self, reply, rows, outcome):
        document = parse(reply.body)
        if reply.status != 200:
            outcome.fail(f"{reply.status} {document.get('code') if isinstance(document, dict) else ''}")
        elif not isinstance(document, dict):
            outcome.fail("200 without a JSON object")
        elif "error" in document:
            outcome.fail(f"200 {document['error']['code']}")
        elif len(document["results"]) != len(rows):
            outcome.fail("another number of rows")
        else:
            outcome.ended = "answered"
            for entry in document["results"]:
                error = entry.get("error", {})
                outcome.rows.append(Row(entry["status"], entry.get("raw"), error.get("code", ""), error.get("billed", "")))
