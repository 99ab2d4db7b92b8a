#!/bin/sh
# Runs what a service's image path names, which is a shell script here. It ends with the service: with 0, the service has removed itself.
# The connector's own one-time services are done by the test, in their folder: they begin by once.lock and have ended with done.
# Usage: service.sh NAME IMAGE-PATH
drive() {
  tr '\\' / | sed 's,%SystemRoot%,/mnt/drive/windows,; s,^[Cc]:,/mnt/drive,; s,/Windows/,/windows/,; s,/Temp/,/temp/,'
}
case $2 in
  *' once --service --folder "'*)
    folder=$(printf '%s' "$2" | sed 's/.*once --service --folder "\([^"]*\)".*/\1/' | drive)
    mkdir "$folder/once.lock" || exit 1
    while [ -d "$folder" ] && ! [ -e "$folder/done" ]; do sleep 0.1; done
    exit 0
    ;;
esac
path=$(printf '%s' "$2" | sed 's/^"\([^"]*\)".*/\1/' | drive)
cd "$(dirname "$path")" || exit 1
exec sh "$path" "$1"
