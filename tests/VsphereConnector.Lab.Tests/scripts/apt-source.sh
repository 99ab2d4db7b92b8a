# Makes a source of security updates in the guest it runs in, and makes it the only one: the package hostname as it is installed, and
# a later version of it.
# Usage: apt-source.sh LATER-VERSION
set -eu
later=$1 source=/srv/apt
mkdir -p "$source"
cd "$source"

pack() { # VERSION: the files and the description of the installed package, under a version
  root=$(mktemp -d)
  mkdir "$root/DEBIAN"
  dpkg-query --status hostname | sed "/^Status:/d; s/^Version:.*/Version: $1/" >"$root/DEBIAN/control"
  dpkg-query --listfiles hostname | while read -r file; do
    if [ -d "$file" ]; then mkdir -p "$root$file"; elif [ -e "$file" ]; then cp --archive "$file" "$root$file"; fi
  done
  dpkg-deb --build --root-owner-group "$root" "$source/hostname_$1.deb" >/dev/null
  rm -rf "$root"
}

pack "$(dpkg-query --show --showformat='${Version}' hostname)"
pack "$later"
for package in *.deb; do
  dpkg-deb --field "$package"
  echo "Filename: ./$package"
  echo "Size: $(stat --format=%s "$package")"
  echo "SHA256: $(sha256sum "$package" | cut -d ' ' -f 1)"
  echo
done >Packages
cat >Release <<END
Origin: Lab
Label: Lab-Security
Suite: lab-security
Codename: lab-security
Date: $(LC_ALL=C date --utc "+%a, %d %b %Y %H:%M:%S UTC")
SHA256:
 $(sha256sum Packages | cut -d ' ' -f 1) $(stat --format=%s Packages) Packages
END
rm -rf /etc/apt/sources.list.d/*
echo "deb [trusted=yes] file:$source ./" >/etc/apt/sources.list
apt-get --quiet=2 update
