#!/bin/sh
# check_output.sh RUNNER FOLDER: what the runner prints for values.json, which does not hold, is the
# folder's file `output`; its exit code is 1. A way that is not there is said so, and fails too.
set -u
runner=$1
cd "$2" || exit 1
got=$("$runner" values.json)
status=$?
if [ $status -ne 1 ] || [ "$got" != "$(cat output)" ]; then
    printf 'exit code %s\n%s\n' "$status" "$got"
    exit 1
fi
if "$runner" --via hearsay values.json 2> /dev/null || "$runner" 2> /dev/null; then
    echo "a wrong command line was taken"
    exit 1
fi
"$runner" --print values.json | python3 -c '
import json, sys
printed = json.load(sys.stdin)
assert [unit["unit"] for unit in printed["units"]] == ["u1"], printed
assert printed["days"][0]["late_min"] == 10, printed
assert printed["months"][0]["violations"] == 3, printed'
