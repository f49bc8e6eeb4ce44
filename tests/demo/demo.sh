#!/usr/bin/env bash
# Shows the main job: sandbox and gateway over TLS, real calls, and what wrong input gets. usage: demo.sh BINARY
set -euo pipefail
binary=$(readlink -f "$1")
here=$(dirname "$(readlink -f "$0")")
work=$(mktemp -d)
pids=()

finish() {
  for pid in "${pids[@]}"; do kill "$pid" 2> /dev/null || true; done
  for pid in "${pids[@]}"; do wait "$pid" 2> /dev/null || true; done
  rm -rf "$work"
}
trap finish EXIT

bold() { if [ -t 1 ]; then printf '\n\033[1m%s\033[0m\n' "$*"; else printf '\n%s\n' "$*"; fi; }

# Waits until a line of the file matches, and prints what the pattern's group caught.
caught() { # file, sed expression
  for _ in $(seq 200); do
    local found
    found=$(sed -nE "$2" "$1" | head -1)
    if [ -n "$found" ]; then printf '%s' "$found"; return; fi
    sleep 0.05
  done
  echo "demo: no answer from a process we started:" >&2
  cat "$1" >&2
  exit 1
}

bold "1. A certificate for this demo, made on the spot"
"$here/../support/make_certificates.sh" "$work/certificates" > /dev/null 2>&1
echo "   $(ls "$work/certificates" | tr '\n' ' ')"

bold "2. The sandbox: CARTO's Location Data Services, emulated"
"$binary" sandbox --listen 127.0.0.1:0 > "$work/sandbox.log" 2>&1 &
pids+=($!)
sandbox=$(caught "$work/sandbox.log" 's#.*answers at (http://[0-9.:]+).*#\1#p')
echo "   $sandbox"

bold "3. The gateway, over TLS, with the sandbox as its only upstream"
"$binary" serve --listen 127.0.0.1:0 --admin 127.0.0.1:0 --upstream "$sandbox" \
  --tls-certificate "$work/certificates/server.crt" --tls-key "$work/certificates/server.key" 2> "$work/gateway.log" &
pids+=($!)
port=$(caught "$work/gateway.log" 's#.*"event":"listening".*"address":"127\.0\.0\.1:([0-9]+)".*"listener":"main".*#\1#p')
gateway=https://localhost:$port
echo "   $gateway"

call() { # path, body, further curl arguments…
  local path=$1 body=$2
  shift 2
  echo "   POST $path"
  [ ${#body} -le 300 ] && echo "   $body"
  local reply status
  reply=$(curl --silent --show-error --cacert "$work/certificates/ca.crt" -w '\n%{http_code}' -X POST "$gateway$path" \
    -H 'Content-Type: application/json' --data-binary "$body" "$@")
  status=${reply##*$'\n'}
  echo "   → $status ${reply%$'\n'*}"
  last_status=$status
}

expect() { [ "$last_status" = "$1" ] || { echo "demo: expected $1, got $last_status"; exit 1; }; }

bold "4. Two addresses, as Databricks http_request() sends them"
call /v1/rows/geocode "{\"api_base_url\":\"$sandbox\",\"api_access_token\":\"sandbox-token\",\"rows\":[{\"id\":1,\"address\":\"Madrid, Spain\"},{\"id\":2,\"address\":\"Kyoto, Japan\"}],\"include\":[\"geom\"]}"
expect 200

bold "5. One address, everything CARTO said about it"
call /v1/rows/geocode '{"api_access_token":"sandbox-token","row":["Lisbon","PT"]}'
expect 200

bold "6. The quota: costs nothing, proves that token and path work"
call /v1/rows/quota '{"api_access_token":"sandbox-token","row":{}}'
expect 200

bold "7. A dry run: the plan, nothing sent"
call '/v1/rows/geocode?dry_run=1' '{"api_access_token":"sandbox-token","rows":[["Oslo"],["Oslo"],["Paris"]]}'
expect 200

bold "8. A wrong token: the rows say so, and the request says it once"
call /v1/rows/geocode '{"api_access_token":"sandbox-expired","rows":[["Oslo"],["Paris"]]}'
expect 200

bold "9. No token at all"
call /v1/rows/geocode '{"row":["Oslo"]}'
expect 401

bold "10. A base URL that the operator did not configure: the token goes nowhere"
call /v1/rows/geocode '{"api_base_url":"https://evil.example","api_access_token":"sandbox-token","row":["Oslo"]}'
expect 403

bold "11. A body that is not JSON"
call /v1/rows/geocode '{"rows": [["Oslo"],]}'
expect 400

bold "12. A misspelt field"
call /v1/rows/geocode '{"api_acess_token":"sandbox-token","row":["Oslo"]}'
expect 400

bold "13. One bad row beside a good one"
call /v1/rows/geocode '{"api_access_token":"sandbox-token","rows":[["Oslo"],[42],{"adress":"Rome"}],"include":["geom"]}'
expect 200

bold "14. BigQuery's remote function: a NULL row is NULL, an unknown place too"
call /v1/bigquery/geocode '{"requestId":"1","calls":[[null,"sandbox-token","Oslo"],[null,"sandbox-token",null],[null,"sandbox-token","Nowhere at all"]]}'
expect 200

bold "15. Snowflake's external function: five minutes on foot, in hexagons"
call /v1/snowflake/isoline-h3 '{"data":[[0,null,"sandbox-token",-3.70256,40.4165,"walk",300,"time",9]]}'
expect 200

bold "16. Snowflake tries again with the same batch id: the answer is repeated, the row is not bought again"
batch='sf-external-function-query-batch-id: 01b3c0a7-0000-4f1e-0000-9d2c61e5a8b7:1:1:0:0'
call /v1/snowflake/geocode '{"data":[[0,null,"sandbox-token","Lima"]]}' -H "$batch"
call /v1/snowflake/geocode '{"data":[[0,null,"sandbox-token","Lima"]]}' -H "$batch"
expect 200

bold "17. Redshift's function fails as a whole: no status that anybody retries, and what may have been billed is told"
call /v1/redshift/geocode '{"external_function":"public.geocode","num_records":1,"arguments":[[null,"sandbox-expired","Oslo"]]}'
expect 200

doctor() { # expected exit code, further arguments…
  local expected=$1 code=0
  shift
  echo "   atgateway doctor $*"
  ATGATEWAY_TOKEN=sandbox-token "$binary" doctor "$@" --ca "$work/certificates/ca.crt" | sed 's/^/   /' || code=$?
  [ "$code" = "$expected" ] || { echo "demo: expected exit code $expected, got $code"; exit 1; }
}

bold "18. The doctor: every hop to the gateway and on to CARTO"
doctor 0 --target "$gateway"

bold "19. The same with a port that nobody listens on: the first broken hop, whose it is, what to type"
doctor 1 --target https://localhost:1

bold "20. What reached the sandbox: every call once"
curl --silent --show-error "$sandbox/_sandbox/ledger"
echo

bold "Done. Everything that was started is stopped again."
