# Prints the folder with the files of the sample agent node-exporter; has them made first if their recipe has changed (30 s).
# Usage: node-exporter.sh CACHE SAMPLE
set -eu
cache=$1 sample=$2
mkdir -p "$cache"
target=$cache/node-exporter-$(cat "$0" "$sample/fetch.sh" "$sample/agent.json" "$sample/bin/ready.sh" | sha256sum | cut -c 1-16)
exec 9>"$cache/node-exporter.lock"
flock 9
if [ ! -d "$target" ]; then
  rm -rf "$target.partial"
  sh "$sample/fetch.sh" "$target.partial" >&2
  mv "$target.partial" "$target"
fi
echo "$target"
