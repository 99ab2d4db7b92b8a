# Prints the folder of sample packages, those of one target of samples/agents; makes them first if their sources have changed (1-2 min).
# Usage: sample.sh CACHE REPOSITORY TARGET FOLDER-OF-ITS-OWN
set -eu
cache=$1 repository=$2 target=$3 own=$4
mkdir -p "$cache"

sources() {
  (cd "$repository" && tar --create --sort=name --mtime=@0 --exclude=bin --exclude=obj samples/agents/Samples.proj "samples/agents/$own" Directory.Build.props Directory.Packages.props)
}

folder=$cache/sample-$target-$({ cat "$0"; sources; } | sha256sum | cut -c 1-16)
exec 9>"$cache/sample-$target.lock"
flock 9
if [ ! -d "$folder" ]; then
  rm -rf "$folder.partial"
  dotnet build "$repository/samples/agents/Samples.proj" -target:"$target" -property:Folder="$folder.partial/" -property:Work="$folder.partial/work/" -property:RunAnalyzers=false \
    --disable-build-servers -nologo -verbosity:quiet >&2
  rm -rf "$folder.partial/work"
  mv "$folder.partial" "$folder"
fi
echo "$folder"
