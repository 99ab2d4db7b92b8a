#!/bin/sh
# Puts the agent's files into FOLDER: the program out of the package of this system's Debian sources, and the manifest with its version.
# Usage: fetch.sh FOLDER
set -eu
here=$(cd "$(dirname "$0")" && pwd)
package=prometheus-node-exporter
mkdir -p "$1"
folder=$(cd "$1" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"

apt-get download --quiet=2 --option APT::Sandbox::User=root "$package:amd64" >&2 || { apt-get update --quiet=2 >&2 && apt-get download --quiet=2 --option APT::Sandbox::User=root "$package:amd64" >&2; }
dpkg-deb --extract "$package"_*.deb unpacked
version=$(dpkg-deb --field "$package"_*.deb Version)

mkdir -p "$folder/bin"
cp unpacked/usr/bin/prometheus-node-exporter "$here/ready.sh" "$folder/bin"
cp "unpacked/usr/share/doc/$package/copyright" "$folder/COPYRIGHT"
sed "s/@VERSION@/$version/" "$here/agent.json" >"$folder/agent.json"
