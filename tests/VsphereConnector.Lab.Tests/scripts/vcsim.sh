# Prints the path of the lab's vCenter program; builds it first if its source has changed (about 30 s the first time).
# Usage: vcsim.sh CACHE SOURCE
set -eu
cache=$1 source=$2
mkdir -p "$cache"
target=$cache/vcsim-$(cat "$source"/*.go | sha256sum | cut -c 1-16)

exec 9>"$cache/vcsim.lock"
flock 9
if [ ! -x "$target" ]; then
  find "$cache" -maxdepth 1 -name 'vcsim-*' -mtime +30 -delete
  cd "$source"
  GO111MODULE=off GOFLAGS= GOPATH="$cache/go:/usr/share/gocode" GOCACHE="$cache/go-build" go build -o "$target.partial" . >&2
  mv "$target.partial" "$target"
fi
touch "$target" # in use: not to be cleared away
echo "$target"
