#!/bin/sh
# check_files.sh RUNNER WAY FOLDER: every scenario file under FOLDER passes via WAY. Skipped where the folder
# does not exist: some scenarios are kept beside the checkout, not in it.
set -eu
runner=$1
way=$2
folder=$3
if [ ! -d "$folder" ]; then
    echo "skipped: there is no folder $folder"
    exit 77
fi
list=$(mktemp)
trap 'rm -f "$list"' EXIT
find "$folder" -name '*.json' | sort > "$list"
if [ ! -s "$list" ]; then
    echo "there is no scenario in $folder"
    exit 1
fi
xargs -d '\n' "$runner" --via "$way" < "$list"
