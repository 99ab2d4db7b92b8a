# Prints the folder of a published program; publishes it first if its source has changed. This works on a copy of the source, so
# that it disturbs no build of the repository.
# PROJECT is a folder, from src.
# Usage: product.sh CACHE REPOSITORY PROJECT WHAT-ELSE-IT-IS-BUILT-FROM [PUBLISH-OPTION…]
set -eu
cache=$1 repository=$2 project=$3 others=$4 name=$(basename "$3")
shift 4
mkdir -p "$cache"

pack() {
  # shellcheck disable=SC2086
  (cd "$repository/src" && tar --create --absolute-names --sort=name --mtime=@0 --exclude=bin --exclude=obj "$project" $others \
    ../BannedSymbols.txt ../Directory.Build.props ../Directory.Packages.props ../.editorconfig ../global.json)
}

target=$cache/$name-$({ cat "$0"; pack; echo "$@"; } | sha256sum | cut -c 1-16)
exec 9>"$cache/$name.lock"
flock 9
if [ ! -d "$target" ]; then
  work=$cache/$name.work
  rm -rf "$work"
  find "$cache" -maxdepth 1 -name "$name-*" -mtime +1 -exec rm -rf {} +
  mkdir -p "$work/source/src"
  pack | tar --extract --absolute-names --directory="$work/source/src"
  dotnet publish "$work/source/src/$project" --output "$work/published" --configuration Release --disable-build-servers \
    -nologo -verbosity:quiet -property:RunAnalyzers=false "$@" >&2
  mv "$work/published" "$target"
  rm -rf "$work"
fi
touch "$target" # in use: not to be cleared away
echo "$target"
