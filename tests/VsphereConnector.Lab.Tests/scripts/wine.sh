# Prints the folder of the Windows guests' files: a Wine prefix, made first if this recipe has not been followed yet (about 20 s).
# Usage: wine.sh CACHE
set -eu
cache=$1
wine() { WINEPREFIX=$partial WINEDEBUG=-all setarch --addr-no-randomize /usr/lib/wine/wine64 "$@" >&2; }
mkdir -p "$cache"
target=$cache/wine-$({ cat "$0"; /usr/lib/wine/wine64 --version; } | sha256sum | cut -c 1-16)

exec 9>"$cache/wine.lock"
flock 9
if [ ! -d "$target" ]; then
  partial=$target.partial
  rm -rf "$cache"/wine-*.partial
  WINEDLLOVERRIDES='mscoree,mshtml=' wine wineboot --init
  # Wine is slow at changing what may be done with memory, which .NET does for each method that it compiles.
  wine reg add 'HKLM\System\CurrentControlSet\Control\Session Manager\Environment' /v DOTNET_EnableWriteXorExecute /d 0
  WINEPREFIX=$partial /usr/lib/wine/wineserver64 --wait 9>&-
  mv "$partial" "$target"
fi
echo "$target"
