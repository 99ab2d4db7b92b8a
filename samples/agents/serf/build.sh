#!/bin/sh
# Puts the agent's files into FOLDER: the program for Windows, built from the source that Debian packages, and the manifest with its version.
# It needs the packages golang-go and golang-github-hashicorp-serf-dev.
# Usage: build.sh FOLDER
set -eu
here=$(cd "$(dirname "$0")" && pwd)
package=golang-github-hashicorp-serf-dev
sources=/usr/share/gocode
mkdir -p "$1/bin"
folder=$(cd "$1" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# Debian's x/sys leaves out what is for Windows; that which Go itself is built with has it.
sys=src/golang.org/x/sys
mkdir -p "$work/$sys"
cp -R "$sources/$sys/." "$(go env GOROOT)/src/cmd/vendor/golang.org/x/sys/." "$work/$sys"

GO111MODULE=off GOPATH=$work:$sources CGO_ENABLED=0 GOOS=windows GOARCH=amd64 \
  go build -trimpath -ldflags='-s -w' -o "$folder/bin/serf.exe" github.com/hashicorp/serf/cmd/serf
cp "/usr/share/doc/$package/copyright" "$folder/COPYRIGHT"
version=$(dpkg-query --show --showformat='${Version}' "$package")
sed "s/@VERSION@/${version%%~*}/" "$here/agent.json" >"$folder/agent.json"
