#!/bin/sh
# Runs what a service's image path names, which is a shell script here. It ends with the service: with 0, the service has removed itself.
# Usage: service.sh NAME IMAGE-PATH
path=$(printf '%s' "$2" | tr '\\' / | sed 's,^"\([^"]*\)".*,\1,; s,%SystemRoot%,/mnt/drive/windows,; s,^[Cc]:,/mnt/drive,')
cd "$(dirname "$path")" || exit 1
exec sh "$path" "$1"
