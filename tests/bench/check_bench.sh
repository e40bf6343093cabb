#!/usr/bin/env bash
# How fast `tagproof check` reads a HAR, and in how much memory: one core, a generated file of which one entry in 25 is a
# platform's hit and the rest are pages, scripts and pictures with their answers.
# Needs Debian's `time`.
#   tests/bench/check_bench.sh PATH_OF_TAGPROOF [MB] [full|slim]     full: answers' bodies kept, as "Save all as HAR" does
set -euo pipefail
tagproof=$1 megabytes=${2:-1000} kind=${3:-full}
[ -f "$tagproof" ] && [ -x "$tagproof" ] || { echo "$tagproof is no program" >&2; exit 2; }
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

awk -v limit="$megabytes" -v kind="$kind" '
function headers(n,   i, text) {
  text = ""
  for (i = 1; i <= n; i++) text = text sprintf("%s\n            {\n              \"name\": \"x-header-%d\",\n              \"value\": \"some value of a header, %d\"\n            }", i > 1 ? "," : "", i, i * 7919)
  return "[" text "\n          ]"
}
function entry(i, url, method, post, size, content,   time) {
  time = sprintf("2026-01-15T%02d:%02d:%02d.%03dZ", 10 + int(i / 3600000) % 12, int(i / 60000) % 60, int(i / 1000) % 60, i % 1000)
  # Put together by hand: the sprintf of mawk gives up at 8 KB.
  return "      {\n        \"_initiator\": { \"type\": \"script\", \"stack\": { \"callFrames\": [] } },\n        \"_resourceType\": \"xhr\",\n" \
    "        \"request\": {\n          \"method\": \"" method "\",\n          \"url\": \"" url "\",\n          \"httpVersion\": \"http/2.0\",\n" \
    "          \"headers\": " request_headers ",\n          \"queryString\": [],\n          \"cookies\": [],\n          \"headersSize\": -1,\n" \
    "          \"bodySize\": " size post "\n        },\n        \"response\": {\n          \"status\": 200,\n          \"headers\": " answer_headers ",\n" \
    "          \"content\": { \"size\": " length(content) ", \"mimeType\": \"text/plain\", \"text\": \"" content "\" },\n          \"_error\": null\n        },\n" \
    "        \"startedDateTime\": \"" time "\",\n        \"time\": 12.5\n      }"
}
BEGIN {
  request_headers = headers(14); answer_headers = headers(12)
  picture = ""; for (i = 0; i < 400; i++) picture = picture "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk"
  script = ""; for (i = 0; i < 700; i++) script = script "function a" i "(b){return b===\\\"x\\\"?\\\"y\\\":c[\\\"d\\\"](b);}\\n"
  if (kind == "slim") { picture = ""; script = "ok" }
  print "{\n  \"log\": {\n    \"version\": \"1.2\",\n    \"creator\": { \"name\": \"WebInspector\", \"version\": \"537.36\" },\n    \"pages\": [ { \"id\": \"page_1\" }, { \"id\": \"page_2\" } ],\n    \"entries\": ["
  for (i = 0; written < limit * 1000000; i++) {
    if (i % 25 == 7) {
      order = 1000 + int(i / 75)
      if (int(i / 25) % 3 == 0) e = entry(i, "https://region1.google-analytics.com/g/collect?v=2&tid=G-TEST1&cid=1234567890.1768471200&sid=1768471200&en=purchase&ep.transaction_id=" order "&epn.value=50.25&cu=EUR&gcs=G111&dl=https%3A%2F%2Facme.example%2Fthank-you&pr1=idTSHIRT-BLUE-M~nmT-Shirt~qt2~pr25.12", "POST", "", 0, "")
      else if (int(i / 25) % 3 == 1) e = entry(i, "https://www.facebook.com/tr/", "POST", ",\n          \"postData\": { \"mimeType\": \"application/x-www-form-urlencoded\", \"text\": \"id=1234567890&ev=Purchase&eid=" order "&dl=https%3A%2F%2Facme.example%2Fthank-you&cd%5Bvalue%5D=50.25&cd%5Bcurrency%5D=EUR&cd%5Border_id%5D=" order "&fbp=fb.1.1768471200123.1098115397\" }", 300, "")
      else e = entry(i, "https://www.googleadservices.com/pagead/conversion/123456789/?random=" i "&label=AbC-D_efG&value=50.25&currency_code=EUR&oid=" order "&gcs=G111&url=https%3A%2F%2Facme.example%2Fthank-you", "GET", "", 0, "")
    } else if (i % 3 == 0) e = entry(i, "https://acme.example/assets/app-" i ".js", "GET", "", 0, script)
    else if (i % 3 == 1) e = entry(i, "https://cdn.acme.example/images/picture-" i ".png", "GET", "", 0, picture)
    else e = entry(i, "https://acme.example/api/cart?step=" i, "POST", ",\n          \"postData\": { \"mimeType\": \"application/json\", \"text\": \"{\\\"sku\\\":\\\"TSHIRT-BLUE-M\\\",\\\"quantity\\\":2}\" }", 37, "{\\\"items\\\":[]}")
    printf "%s%s", (i > 0 ? ",\n" : "\n"), e
    written += length(e)
  }
  print "\n    ]\n  }\n}"
}' > "$work/bench.har"

size=$(stat -c %s "$work/bench.har")
cat "$work/bench.har" > /dev/null  # from memory, not from the disk
for _ in 1 2 3; do
  # Findings are expected. Seconds of the processor, since others may use it too.
  /usr/bin/time -f '%e %U %S %M' -o "$work/used" taskset -c 0 "$tagproof" check "$work/bench.har" --reporter json \
    > "$work/result.json" 2> "$work/err" || true
  tail -n 1 "$work/used" | awk -v size="$size" '{
    printf "check: %.0f MB of HAR in %.2f s (%.2f s of one core): %.0f MB/s, %.0f MB of memory\n",
      size / 1e6, $1, $2 + $3, size / 1e6 / ($2 + $3), $4 / 1000 }'
done
