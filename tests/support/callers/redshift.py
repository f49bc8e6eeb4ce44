"""An Amazon Redshift Lambda UDF, its document sent over HTTP where the real one comes through Lambda's Invoke.

Redshift tries again only what Lambda itself refuses or cannot deliver (TooManyRequests, EC2Throttled, ServiceException),
until the pauses add up to RETRY_TIMEOUT. Over HTTP that is a request that could not be delivered: no connection, or one that
closed without a byte of a reply. Whatever was answered ends the query, `success: false` included, and so does a reply that
broke off or did not come in time: to Lambda these are errors of the function.
https://docs.aws.amazon.com/redshift/latest/dg/udf-creating-a-lambda-sql-udf.html
"""
import uuid

from .statement import Caller, compact, parse, row_of


class Redshift(Caller):
    name = "redshift"
    patience_s = 900.0
    try_s = 900.0
    pause_s = 0.1
    longest_pause_s = 4.0
    retry_timeout_s = 20.0
    query = ""  # of the URL, where settings stand that Lambda's document has no place for
    reply_bytes = 6_000_000

    def __init__(self, client, **habits):
        super().__init__(client, **habits)
        pauses, pause, tries = 0.0, self.pause_s, 1
        while pause > 0 and pauses + pause <= self.retry_timeout_s:
            pauses, pause, tries = pauses + pause, min(pause * 2, self.longest_pause_s), tries + 1
        self.tries = tries

    def request(self, rows, key):
        body = {"request_id": key or str(uuid.uuid4()), "cluster": "arn:aws:redshift:us-east-1:000000000000:cluster:c",
                "user": "someone", "database": "db", "external_function": f"public.carto_{self.service.replace('-', '_')}",
                "query_id": 1, "num_records": len(rows), "arguments": [[None, self.token, *row] for row in rows]}
        path = f"/v1/redshift/{self.service}" + (f"?{self.query}" if self.query else "")
        return path, {"Content-Type": "application/json"}, compact(body)

    def retries_status(self, status):
        return False

    def retries_lost(self, how):
        return how in ("refused", "lost")

    def read(self, reply, rows, outcome):
        document = parse(reply.body)
        if reply.status != 200 or not isinstance(document, dict):
            outcome.fail(f"{reply.status}: an error of the function")
        elif len(reply.body) > self.reply_bytes:
            outcome.fail("the reply is too large")
        elif not document.get("success", True):
            outcome.fail(f"success: false: {document.get('error_msg', '')}")
        elif not isinstance(document.get("results"), list) or document.get("num_records", len(rows)) != len(rows):
            outcome.fail("no results, or another num_records")
        elif len(document["results"]) != len(rows):
            outcome.fail("another number of rows")
        else:
            outcome.ended = "answered"
            # A row's document comes as a string that holds it.
            outcome.rows = [row_of(parse(value) if isinstance(value, str) and value[:1] in "{[" else value)
                            for value in document["results"]]
