#!/usr/bin/env bash
# Runs what README.md tells its reader to run: every ```sh block behind a line `<!-- ci -->`, in order, in one temporary
# folder that holds a copy of scenarios/, with tagproof on PATH. `<!-- ci exit=1 -->`: the block ends with exit code 1.
#   tests/readme_test.sh FOLDER_OF_TAGPROOF
set -euo pipefail
root=$(cd "$(dirname "$0")/.." && pwd)
PATH=$(cd "$1" && pwd):$PATH
export PATH NO_COLOR=1
readme=$root/README.md
[ -f "$readme" ] || { echo 'there is no README.md yet'; exit 0; }

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir "$work/blocks" "$work/here"
cp -R "$root/scenarios" "$work/here/"

# blocks/<line in README.md>.<expected exit code>.sh
awk -v out="$work/blocks" '
  /^<!-- ci( exit=[0-9]+)? -->$/ { exit_code = 0; if (match($0, /exit=[0-9]+/)) exit_code = substr($0, RSTART + 5, RLENGTH - 5); marked = 1; next }
  file != "" && /^```/           { close(file); file = ""; next }
  file != ""                     { print > file; next }
  marked && /^```sh$/            { file = sprintf("%s/%05d.%d.sh", out, NR, exit_code); printf "" > file; marked = 0; next }
  marked && NF                   { printf "README.md:%d: no ```sh block behind <!-- ci -->\n", NR; bad = 1; marked = 0 }
  END { exit bad }' "$readme"

ran=0
for block in "$work"/blocks/*.sh; do
  [ -f "$block" ] || break
  name=$(basename "$block" .sh) line=$((10#${name%.*})) expected=${name#*.} status=0
  # What a block leaves running in the background ends with it: `timeout` gives each its own process group.
  (cd "$work/here" && timeout --kill-after=5 60 bash -euo pipefail -c 'trap "kill \$(jobs -p) 2>/dev/null || true" EXIT; . "$1"' block "$block") \
    >"$work/output" 2>&1 </dev/null || status=$?
  ran=$((ran + 1))
  if [ "$status" != "$expected" ]; then
    echo "README.md:$line: exit $status, expected $expected"
    sed 's/^/   $ /' "$block"
    tail -n 30 "$work/output"
    exit 1
  fi
done
echo "$ran blocks of README.md ran as they say"
