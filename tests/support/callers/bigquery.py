"""A BigQuery remote function.

408, 429, 500, 503 and 504 are tried again, twenty attempts in all, with growing pauses; 502 and every other status end the
query. A connection that is lost between Cloud Run's front end and the container is a 503 to BigQuery, so it is tried again
as well. https://cloud.google.com/bigquery/docs/remote-functions
"""
from .statement import Caller, compact, parse, row_of


class BigQuery(Caller):
    name = "bigquery"
    tries = 20
    patience_s = 1200.0
    try_s = 1200.0
    pause_s = 0.1
    longest_pause_s = 5.0
    context = {}  # userDefinedContext
    reply_bytes = 15_000_000

    def request(self, rows, key):
        body = {"requestId": key or "1", "caller": "//bigquery.googleapis.com/projects/p/jobs/p:US.bquxjob_1",
                "sessionUser": "someone@example.com"}
        if self.context:
            body["userDefinedContext"] = self.context
        body["calls"] = [[None, self.token, *row] for row in rows]
        return f"/v1/bigquery/{self.service}", {"Content-Type": "application/json"}, compact(body)

    def retries_status(self, status):
        return status in (408, 429, 500, 503, 504)

    def retries_lost(self, how):
        return True

    def read(self, reply, rows, outcome):
        document = parse(reply.body)
        if reply.status != 200:
            said = document.get("errorMessage") if isinstance(document, dict) else None
            outcome.fail(f"{reply.status} {said or ''}")
        elif len(reply.body) > self.reply_bytes:
            outcome.fail("the reply is too large")
        elif not isinstance(document, dict) or not isinstance(document.get("replies"), list):
            outcome.fail("no replies")
        elif len(document["replies"]) != len(rows):
            outcome.fail("another number of rows")
        else:
            outcome.ended = "answered"
            outcome.rows = [row_of(value) for value in document["replies"]]
