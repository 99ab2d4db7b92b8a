#!/bin/sh
# Installs what the lab and the browser tests need from Debian: quietly, only what is missing, and without failing when something cannot be had
# (the tests then say what they miss and are skipped).
packages='golang-go golang-github-vmware-govmomi-dev golang-github-hashicorp-serf-dev debootstrap python3-pyvmomi iproute2 util-linux procps
  xmlsec1 busybox-static
  samba smbclient samba-common-bin python3-impacket
  chromium wine wine64 gcc-mingw-w64-x86-64-win32'

missing() {
  for package in $packages; do
    dpkg-query --show --showformat='${db:Status-Status}' "$package" 2>/dev/null | grep -qx installed || printf '%s ' "$package"
  done
}

install() {
  # shellcheck disable=SC2046
  DEBIAN_FRONTEND=noninteractive apt-get install --yes --quiet=2 --no-install-recommends $(missing) >/dev/null 2>&1
}

[ -n "$(missing)" ] || exit 0
echo "Installing for the tests: $(missing)"
install || { apt-get update --quiet=2 >/dev/null 2>&1; install; }
[ -z "$(missing)" ] || echo "Could not be installed: $(missing)"
exit 0
