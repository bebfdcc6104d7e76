#!/bin/sh
# One recording of the table, by its place: what a job of an array does (docs/archive.md). It is called in the folder that holds recordings.tsv.
# JOB_COMPLETION_INDEX: the place, from 0. ISOLINE: how the program is started. DEVICE: what runs the network.
set -eu
line=$(sed -n "$((JOB_COMPLETION_INDEX + 2))p" recordings.tsv | tr -d '\r')
id=$(printf '%s' "$line" | cut -f 1)
path=$(printf '%s' "$line" | cut -f 2)
case $id in '' | [!A-Za-z0-9]* | *[!A-Za-z0-9._-]*) echo "recordings.tsv: “$id” is no id: letters, digits, dot, dash and underscore" >&2; exit 1 ;; esac
# From the root: npm starts a program in the program's own folder.
case $path in /*) ;; *) path=$PWD/$path ;; esac
# What is there is not made again.
[ ! -e "results/$id" ] || exit 0
mkdir -p results/unfinished logs
# A folder of its own: a cluster that has lost sight of a machine starts the job anew elsewhere while the first still runs.
# Pods of one place have one name, so the name of neither machine nor process tells them apart.
own=$(mktemp -d "$PWD/results/unfinished/$id@XXXXXX")
status=0
# shellcheck disable=SC2086 # the way to start the program is several words
${ISOLINE:-isoline} analyze "$path" --out "$own/$id" --device "${DEVICE:-cpu}" --cores "${CORES:-2}" > "logs/$id.log" 2>&1 || status=$?
# Where the other was first, its results stand: they are the same.
if [ ! -e "results/$id" ]; then
  [ "$status" = 0 ] || { rm -rf "$own"; exit "$status"; }
  mv -T "$own/$id" "results/$id"
fi
# What was cut off is thrown away, never taken for a result.
rm -rf "results/unfinished/$id@"*
