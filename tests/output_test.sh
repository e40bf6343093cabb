#!/usr/bin/env bash
# What becomes of results that can't be written: a full disk is said, a reader that has seen enough is no mistake.
#   tests/output_test.sh PATH_OF_TAGPROOF
set -uo pipefail
tagproof=$1
complaint=$(mktemp)
trap 'rm -f "$complaint"' EXIT
fail() { echo "$*"; cat "$complaint"; exit 1; }

"$tagproof" list rules 2>"$complaint" | head -n 1 >/dev/null
status=${PIPESTATUS[0]}
[ "$status" = 0 ] && [ ! -s "$complaint" ] || fail "into head: exit $status"

"$tagproof" list rules >/dev/full 2>"$complaint"
status=$?
[ "$status" = 3 ] && grep -q 'standard output' "$complaint" || fail "onto a full disk: exit $status"
