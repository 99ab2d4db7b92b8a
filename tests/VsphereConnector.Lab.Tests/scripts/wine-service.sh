#!/bin/sh
# Runs a one-time service as a service of Wine, as long as it has not ended. With 0, it has removed itself.
# Usage: wine-service.sh NAME IMAGE-PATH
wine() {
  /usr/lib/wine/wine64 "$@" </dev/null
}
folder=$(printf '%s' "$2" | sed 's/.*once --service --folder "\([^"]*\)".*/\1/' | tr '\\' / |
  sed "s,%SystemRoot%,$WINEPREFIX/drive_c/windows,; s,^[Cc]:,$WINEPREFIX/drive_c,; s,/Windows/Temp/,/windows/temp/,; s,/windows/Temp/,/windows/temp/,")
echo "--- $1 $2"
wine sc.exe create "$1" binPath= "$2" start= demand || exit 1
wine sc.exe start "$1" || exit 1
# What crashed leaves no such file. That there is no service counts only when it is said three times: under load Wine fails to answer.
looks=0 gone=0
while ! [ -e "$folder/done" ] && [ $gone -lt 3 ]; do
  looks=$((looks + 1))
  sleep 0.2
  [ $((looks % 25)) -eq 0 ] || continue
  if wine sc.exe query "$1" | grep -q STATE; then gone=0; else gone=$((gone + 1)); fi
done
exit 0
