"""Calls that between them get every kind of reply; (status, method, path, body, headers)."""
TOKEN = {"Authorization": "Bearer sandbox-token"}
ROWS = "/v1/rows/geocode"
BIGQUERY = "/v1/bigquery/geocode"
SNOWFLAKE = "/v1/snowflake/geocode"
REDSHIFT = "/v1/redshift/geocode"
BATCH = {"sf-external-function-query-batch-id": "01b2c3d4-0000-4f5a-8b9c-0123456789ab:1:1:0:0"}
TEXT = {"Content-Type": "text/plain"}
MADRID = [None, None, "Madrid"]
WRONG = [None, None, 5]
NULL = [None, None, None]

PAGES = [(200, "GET", path, None, {})
         for path in ("/", "/healthz", "/livez", "/readyz", "/v1/services", "/v1/whoami", "/openapi.json")]

NEUTRAL = [
    (200, "POST", ROWS, {"rows": []}, TOKEN),
    (200, "POST", ROWS, {"rows": [{"id": 7, "address": "Madrid"}, ["nowhere at all"], None, {"adress": "x"}, 5],
                         "include": ["raw", "geom"]}, TOKEN),
    (200, "POST", ROWS, {"row": ["Madrid"], "include": []}, TOKEN),
    (200, "POST", ROWS, {"row": None}, TOKEN),
    (200, "POST", ROWS, {"rows": [["Madrid"], []], "on_error": "null", "api_access_token": "sandbox-expired"}, {}),
    (200, "POST", ROWS, {"rows": [["Madrid"], ["Oslo"]], "api_access_token": "sandbox-no-lds"}, {}),
    (200, "POST", ROWS, {"rows": [["Madrid"], ["Oslo"]], "api_access_token": "sandbox-no-quota"}, {}),
    (200, "POST", ROWS + "?dry_run=1", {"rows": [["Madrid"], ["Madrid"], ["Oslo"], [], None]}, TOKEN),
    (200, "POST", ROWS, {"rows": 5, "errors": "body"}, TOKEN),
    (200, "POST", ROWS, {"rows": [[]], "errors": "body", "on_error": "fail"}, TOKEN),
    (200, "POST", "/v1/rows/nosuch", {"rows": [], "errors": "body"}, TOKEN),
    (200, "POST", "/v1/rows/route", {"row": [-3.7, 40.4, -3.6, "40.5", "car"], "include": ["geom"],
                                     "geometry": "wkt"}, TOKEN),
    (200, "POST", "/v1/rows/isoline-h3", {"row": [-3.7, 40.4, "car", 300, "time", 8]}, TOKEN),
    (200, "POST", "/v1/rows/quota", {"rows": [{}, []]}, TOKEN),
    (200, "POST", "//v1/rows/quota", {"row": {}}, TOKEN),
    (400, "POST", ROWS, b"{", TOKEN),
    (400, "POST", ROWS, b'{"rows": [], "rows": []}', TOKEN),
    (400, "POST", ROWS, b"[" * 100, TOKEN),
    (400, "POST", ROWS, {"rws": []}, TOKEN),
    (400, "POST", ROWS + "?dryrun=1", {"rows": []}, TOKEN),
    (400, "POST", ROWS, {"row": ["x"], "api_access_token": "not a token"}, {}),
    (401, "POST", ROWS, {"row": ["x"]}, {}),
    (403, "POST", ROWS, {"row": ["x"], "api_base_url": "https://elsewhere.test"}, TOKEN),
    (404, "POST", "/v1/rows/nosuch", {"rows": []}, TOKEN),
    (404, "GET", "/v1/nothing", None, {}),
    (405, "GET", ROWS, None, {}),
    (405, "POST", "/healthz", {}, {}),
    (200, "POST", ROWS, {"row": ["Madrid"], "request_key": "k"}, TOKEN),
    (200, "POST", ROWS, {"row": ["Madrid"], "request_key": "k"}, TOKEN),
    (409, "POST", ROWS, {"row": ["Oslo"], "request_key": "k"}, TOKEN),
    (413, "POST", "/v1/rows/route", {"rows": [None] * 101}, TOKEN),
    (414, "GET", "/healthz?" + "x" * 9000, None, {}),
    (415, "POST", ROWS, b"{}", TEXT),
    (415, "POST", ROWS, b"{}", {"Content-Encoding": "br"}),
    (417, "POST", ROWS, {"rows": []}, {"Expect": "more"}),
    (422, "POST", ROWS, {"rows": [["Madrid"], []], "on_error": "fail"}, TOKEN),
    (431, "GET", "/v1/whoami", None, {"x-much": "x" * 40_000}),
    (200, "GET", "/v1/diagnose", None, {}),
    (200, "POST", "/v1/diagnose", {"api_access_token": "sandbox-expired"}, {}),
    (200, "POST", "/v1/diagnose", {"token": "x", "errors": "body"}, {}),
    (400, "POST", "/v1/diagnose", {"token": "x"}, {}),
    (403, "POST", "/v1/diagnose", {"api_base_url": "https://elsewhere.test"}, TOKEN),
    (415, "POST", "/v1/diagnose", b"{}", TEXT),
    (405, "PUT", "/v1/diagnose", b"{}", {}),
]

WAREHOUSES = [
    (200, "POST", BIGQUERY, {"calls": [MADRID, NULL]}, TOKEN),
    (200, "POST", BIGQUERY, {"calls": [MADRID, WRONG], "userDefinedContext": {"on_error": "value"}}, TOKEN),
    (422, "POST", BIGQUERY, {"calls": [MADRID, WRONG]}, TOKEN),
    (422, "POST", BIGQUERY, {"calls": [[None, "sandbox-expired", "Madrid"]]}, {}),
    (400, "POST", BIGQUERY, {"calls": 5}, TOKEN),
    (401, "POST", BIGQUERY, {"calls": [MADRID]}, {}),
    (404, "POST", "/v1/bigquery/nosuch", {"calls": []}, TOKEN),
    (405, "DELETE", BIGQUERY, None, {}),
    (415, "POST", BIGQUERY, b"x", TEXT),

    (200, "POST", SNOWFLAKE, {"data": [[0, *MADRID], [1, *NULL]]}, TOKEN),
    (200, "POST", SNOWFLAKE, {"data": [[0, *WRONG], [1, *MADRID]]}, {**TOKEN, "sf-custom-on-error": "value"}),
    (200, "POST", SNOWFLAKE, {"data": [[0, *MADRID]]}, {**TOKEN, **BATCH}),
    (200, "GET", SNOWFLAKE, None, BATCH),
    (404, "GET", SNOWFLAKE, None, {"sf-external-function-query-batch-id": "another"}),
    (409, "POST", SNOWFLAKE, {"data": [[0, None, None, "Oslo"]]}, {**TOKEN, **BATCH}),
    (400, "POST", SNOWFLAKE, {"data": [[1]]}, TOKEN),
    (404, "POST", "/v1/snowflake/nosuch", {"data": []}, TOKEN),
    (422, "POST", SNOWFLAKE, {"data": [[0, *WRONG]]}, TOKEN),
    (405, "PUT", SNOWFLAKE, {}, {}),

    (200, "POST", REDSHIFT, {"arguments": [MADRID, None, [None, None, "nowhere at all"]]}, TOKEN),
    (200, "POST", REDSHIFT + "?include=geom", {"arguments": [MADRID]}, TOKEN),
    (200, "POST", REDSHIFT, {"arguments": [WRONG]}, TOKEN),
    (200, "POST", "/v1/redshift/nosuch", {}, {}),
    (200, "POST", "/v1/redshift/quota", {"arguments": None, "num_records": 2}, TOKEN),
    (400, "POST", REDSHIFT, b"{", TOKEN),
    (405, "PUT", REDSHIFT, {}, {}),
    (415, "POST", REDSHIFT, b"{}", TEXT),
]

ANY = [
    (200, "POST", "/at-gateway", {"service": "geocode", "row": ["Madrid"]}, TOKEN),
    (200, "POST", "/at-gateway", {"userDefinedContext": {"service": "geocode"}, "calls": [MADRID]}, TOKEN),
    (200, "POST", "/at-gateway", {"data": [[0, *MADRID]]}, {**TOKEN, "sf-custom-service": "geocode"}),
    (200, "POST", "/at-gateway", {"external_function": "x.carto_geocode", "arguments": [MADRID]}, TOKEN),
    (200, "POST", "/at-gateway", {"external_function": "geocode", "arguments": [WRONG]}, TOKEN),
    (200, "POST", "/at-gateway", {"errors": "body", "rows": []}, {}),
    (400, "POST", "/at-gateway", {"rows": [], "calls": []}, TOKEN),
    (404, "POST", "/at-gateway", {"service": "x", "rows": []}, {}),
    (405, "PUT", "/at-gateway", {}, {}),
    (422, "POST", "/at-gateway", {"userDefinedContext": {"service": "geocode"}, "calls": [WRONG]}, TOKEN),
    (422, "POST", "/at-gateway", {"data": [[0, *WRONG]]}, {**TOKEN, "sf-custom-service": "geocode"}),
]

FORWARD = [
    (200, "POST", "/v1/forward", {"method": "GET", "path": "/v3/lds/stats"}, TOKEN),
    (200, "POST", "/v1/forward", {"method": "GET", "path": "/v3/lds/nothing"}, TOKEN),
    (400, "POST", "/v1/forward", {}, TOKEN),
    (401, "POST", "/v1/forward", {"method": "GET", "path": "/v3/lds/stats"}, {}),
    (403, "POST", "/v1/forward", {"method": "GET", "path": "/v3/sql"}, TOKEN),
]

CALLS = [*PAGES, *NEUTRAL, *WAREHOUSES, *ANY, *FORWARD]

POST = "POST {} HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n{}\r\n"
RAW = [  # what no HTTP client sends: status, bytes
    (400, b"GET /healthz HTTP/1.1\r\n\r\n"),
    (408, b"GET /healthz HTTP/1.1\r\nHost:"),
    (411, POST.format(ROWS, "").encode()),
    (413, POST.format(ROWS, "Content-Length: 11000000\r\n").encode()),
    (413, POST.format(REDSHIFT, "Content-Length: 11000000\r\n").encode()),
    (505, b"GET /healthz HTTP/2.0\r\nHost: x\r\n\r\n"),
]
