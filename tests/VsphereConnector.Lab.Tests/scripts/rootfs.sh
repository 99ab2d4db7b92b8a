# Prints the folder of the guests' root file system; makes it first if this recipe has not been followed yet (about 45 s).
# Usage: rootfs.sh CACHE
set -eu
cache=$1
mkdir -p "$cache"
target=$cache/guest-$(sha256sum <"$0" | cut -c 1-16)

exec 9>"$cache/guest.lock"
flock 9
if [ ! -d "$target" ]; then
  partial=$target.partial
  rm -rf "$cache"/guest-*.partial
  debootstrap --variant=minbase --include=openssh-server,sudo,procps,iproute2,ca-certificates bookworm "$partial" >&2
  rm -rf "$partial"/etc/ssh/ssh_host_* "$partial"/var/cache/apt/archives/*.deb "$partial"/etc/machine-id
  chroot "$partial" useradd --create-home --shell /bin/bash --groups sudo jetuser
  mv "$partial" "$target"
fi
echo "$target"
