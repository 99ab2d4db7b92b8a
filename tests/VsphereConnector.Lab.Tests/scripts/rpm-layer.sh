# Prints the folder of a layer over the guests' root file system: a Debian that has dnf and zypper, and a source with two versions of a
# package, the later one a security update. Made first if this recipe has changed (2 min).
# Usage: rpm-layer.sh CACHE ROOTFS
set -eu
cache=$1 rootfs=$2
target=$cache/rpm-layer-$(cat "$0" | sha256sum | cut -c 1-16)
exec 9>"$cache/rpm-layer.lock"
flock 9
if [ ! -d "$target" ]; then
  partial=$target.partial
  rm -rf "$partial"
  mkdir -p "$partial/upper" "$partial/work" "$partial/root"
  export rootfs partial
  # shellcheck disable=SC2016
  unshare --mount sh -eu -c '
    mount -t overlay -o "lowerdir=$rootfs,upperdir=$partial/upper,workdir=$partial/work" rpm "$partial/root"
    mount -t proc proc "$partial/root/proc"
    mount -t tmpfs -o size=1m dev "$partial/root/dev"
    mknod -m 0666 "$partial/root/dev/null" c 1 3
    mknod -m 0666 "$partial/root/dev/urandom" c 1 9
    mv "$partial/root/etc/apt" "$partial/apt" && cp -a /etc/apt "$partial/root/etc/apt" # this machine knows where Debian is to be had
    cp /etc/resolv.conf "$partial/root/etc/resolv.conf"
    cat >"$partial/root/tmp/make.sh"
    chroot "$partial/root" sh -eu /tmp/make.sh
    rm -rf "$partial/root/tmp/make.sh" "$partial/root/etc/apt" "$partial/root/etc/resolv.conf" && mv "$partial/apt" "$partial/root/etc/apt"
  ' >&2 <<'INSIDE'
export DEBIAN_FRONTEND=noninteractive HOME=/root LC_ALL=C
apt-get update --quiet=2
apt-get install --yes --quiet=2 --no-install-recommends dnf zypper rpm createrepo-c
apt-get clean
rm -rf /var/lib/apt/lists/*

for version in 1.0 2.0; do
  cat >/tmp/lab-tool.spec <<SPEC
Name: lab-tool
Version: $version
Release: 1
Summary: A package of the lab
License: MIT
BuildArch: noarch
%description
A package of the lab.
%install
mkdir -p %{buildroot}/usr/share/lab-tool
echo $version >%{buildroot}/usr/share/lab-tool/version
%files
/usr/share/lab-tool/version
SPEC
  rpmbuild --quiet -bb --define '_rpmdir /srv/rpm' --define '_topdir /tmp/rpmbuild' /tmp/lab-tool.spec
done
cat >/tmp/updateinfo.xml <<'XML'
<?xml version="1.0" encoding="UTF-8"?>
<updates><update from="lab@example" status="final" type="security" version="1"><id>LAB-2026:1</id><title>lab-tool</title>
<severity>Important</severity><issued date="2026-01-01 00:00:00"/><updated date="2026-01-01 00:00:00"/><description>A fix</description>
<pkglist><collection short="lab"><name>lab</name><package name="lab-tool" version="2.0" release="1" epoch="0" arch="noarch" src="lab-tool.src.rpm">
<filename>lab-tool-2.0-1.noarch.rpm</filename></package></collection></pkglist></update></updates>
XML
createrepo_c --quiet /srv/rpm
modifyrepo_c /tmp/updateinfo.xml /srv/rpm/repodata >/dev/null
rm -rf /tmp/*
mkdir -p /etc/yum.repos.d /etc/zypp/repos.d
for folder in /etc/yum.repos.d /etc/zypp/repos.d; do
  printf '[lab]\nname=lab\nbaseurl=file:///srv/rpm\nenabled=1\ngpgcheck=0\n' >"$folder/lab.repo"
done
INSIDE
  rm -rf "$partial/work" "$partial/root"
  mv "$partial" "$target"
fi
echo "$target/upper"
