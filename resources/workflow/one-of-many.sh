#!/bin/sh
# One recording of the table, by its place: what a job of an array does (docs/archive.md). It is called in the folder that holds recordings.tsv.
# JOB_COMPLETION_INDEX: the place, from 0. ISOLINE: how the program is started. DEVICE: what runs the network.
set -eu
line=$(sed -n "$((JOB_COMPLETION_INDEX + 2))p" recordings.tsv)
id=$(printf '%s' "$line" | cut -f 1)
path=$(printf '%s' "$line" | cut -f 2)
case $id in '' | [!A-Za-z0-9]* | *[!A-Za-z0-9._-]*) echo "recordings.tsv: “$id” is no id: letters, digits, dot, dash and underscore" >&2; exit 1 ;; esac
# What is there is not made again.
[ ! -e "results/$id" ] || exit 0
mkdir -p results/unfinished logs
# What was cut off is thrown away, never taken for a result.
rm -rf "results/unfinished/$id"
# shellcheck disable=SC2086 # the way to start the program is several words
${ISOLINE:-isoline} analyze "$path" --out "results/unfinished/$id" --device "${DEVICE:-cpu}" --cores "${CORES:-2}" > "logs/$id.log" 2>&1
mv "results/unfinished/$id" "results/$id"
