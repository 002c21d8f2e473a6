#!/bin/sh
# check_invalid.sh RUNNER FOLDER: every NAME.json of the folder is refused with exactly the message
# that the folder's file `messages` gives as "NAME: MESSAGE".
set -u
runner=$1
folder=$2
failed=0
checked=0
for file in "$folder"/*.json; do
    name=$(basename "$file" .json)
    wanted="$file: $(sed -n "s/^$name: //p" "$folder/messages")"
    got=$("$runner" "$file")
    status=$?
    checked=$((checked + 1))
    if [ $status -ne 1 ] || [ "$got" != "$wanted
0 passed, 1 failed" ]; then
        printf '%s\nexpected (1): %s\ngot (%s): %s\n' "$name" "$wanted" "$status" "$got"
        failed=$((failed + 1))
    fi
done
echo "$checked checked, $failed failed"
[ "$checked" -eq "$(wc -l < "$folder/messages")" ] && [ $failed -eq 0 ]
