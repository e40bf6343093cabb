#!/usr/bin/env bash
# How many 1 KB Conversions API purchases a second are captured over kept-alive HTTP by 64 connections: tagproof (decoded,
# judged, stored, evidence on disk) against a plain cpp-httplib handler, WireMock, mountebank and Mockoon, each recording
# requests. All sides in turns, several rounds, medians; ratios are what counts, since machines differ.
#   run.sh BUILD_FOLDER [ROUNDS] [SECONDS]
set -euo pipefail
build=$(cd "$1" && pwd) rounds=${2:-5} seconds=${3:-5}
here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d)
server=
stop() {
  [ -z "$server" ] || { kill "$server" 2>/dev/null || true; wait "$server" 2>/dev/null || true; }
  server=
}
trap 'stop; rm -rf "$work"' EXIT

# start NAME: starts that side; sets `url`.
port_of() {
  until [ -s "$1" ]; do kill -0 "$server"; done
  grep -o '[0-9]*' "$1" | head -n 1
}
answers() { until curl -s -o /dev/null "$1"; do kill -0 "$server"; done; }
path=/v21.0/123/events
start() {
  rm -f "$work/out" "$work/evidence.jsonl"
  case $1 in
    tagproof)
      (cd "$work" && exec "$build/tagproof" serve --port 0 --evidence "$work/evidence.jsonl") >"$work/out" 2>"$work/err" &
      server=$!
      url=http://127.0.0.1:$(port_of "$work/out")/meta$path
      ;;
    plain)
      "$build/plain_handler" >"$work/out" 2>"$work/err" &
      server=$!
      url=http://127.0.0.1:$(port_of "$work/out")$path
      ;;
    wiremock)
      mkdir -p "$work/wiremock/mappings"
      echo '{"request":{"method":"POST","urlPathPattern":"/.*"},"response":{"status":200,"body":"{\"events_received\":1}"}}' >"$work/wiremock/mappings/all.json"
      java -jar "$here"/node_modules/wiremock/build/*.jar --port 18081 --root-dir "$work/wiremock" --disable-banner >"$work/out" 2>&1 &
      server=$!
      url=http://127.0.0.1:18081$path
      answers http://127.0.0.1:18081/__admin/mappings
      ;;
    mountebank)
      "$here"/node_modules/.bin/mb start --port 18082 --nologfile --loglevel error --pidfile "$work/mb.pid" >"$work/out" 2>&1 &
      server=$!
      answers http://127.0.0.1:18082/
      curl -s -o /dev/null http://127.0.0.1:18082/imposters -H 'Content-Type: application/json' -d '{"port":18083,"protocol":"http",
        "recordRequests":true,"stubs":[{"responses":[{"is":{"statusCode":200,"body":"{\"events_received\":1}"}}]}]}'
      url=http://127.0.0.1:18083$path
      ;;
    mockoon)
      cat >"$work/mockoon.json" <<'JSON'
{"uuid":"a","lastMigration":33,"name":"bench","port":18084,"hostname":"127.0.0.1","routes":[{"uuid":"b","type":"http","method":"post",
"endpoint":"v21.0/:id/events","responses":[{"uuid":"c","body":"{\"events_received\":1}","latency":0,"statusCode":200,"label":"","headers":[],
"bodyType":"INLINE","default":true,"rules":[],"rulesOperator":"OR"}]}],"rootChildren":[{"type":"route","uuid":"b"}],"folders":[],"data":[],
"callbacks":[],"cors":false,"headers":[],"proxyReqHeaders":[],"proxyResHeaders":[],"tlsOptions":{"enabled":false}}
JSON
      "$here"/node_modules/.bin/mockoon-cli start --data "$work/mockoon.json" --repair --disable-log-to-file --max-transaction-logs 100000 >"$work/out" 2>&1 &
      server=$!
      url=http://127.0.0.1:18084$path
      answers http://127.0.0.1:18084/
      ;;
  esac
}

sides=(tagproof plain)
for side in wiremock mountebank mockoon; do [ -d "$here/node_modules" ] && sides+=("$side"); done
for ((round = 1; round <= rounds; ++round)); do
  for side in "${sides[@]}"; do
    start "$side"
    result=$(wrk -t2 -c64 -d"${seconds}s" -s "$here/purchase.lua" "$url" | grep '^RESULT')
    memory=$(awk '/VmHWM/ {print $2}' "/proc/$server/status")
    stop
    read -r _ rate p99 errors <<<"$result"
    printf '%s %s %s %s %s\n' "$side" "$rate" "$p99" "$errors" "$memory" >>"$work/results"
    printf 'round %d  %-10s %8d/s  p99 %8.2f ms  %d errors  peak %4d MB\n' "$round" "$side" "$rate" "$p99" "$errors" $((memory / 1024))
  done
done

median() { sort -n | awk '{v[NR] = $1} END {print v[int((NR + 1) / 2)]}'; }
ours=$(awk '$1 == "tagproof" {print $2}' "$work/results" | median)
echo
for side in "${sides[@]}"; do
  rate=$(awk -v s="$side" '$1 == s {print $2}' "$work/results" | median)
  p99=$(awk -v s="$side" '$1 == s {print $3}' "$work/results" | median)
  memory=$(awk -v s="$side" '$1 == s {print $5}' "$work/results" | median)
  printf '%-10s %8d/s  p99 %8.2f ms  peak %4d MB  tagproof is %s times it\n' "$side" "$rate" "$p99" $((memory / 1024)) \
    "$(awk -v a="$ours" -v b="$rate" 'BEGIN {printf "%.2f", a / b}')"
done
