# Boots a guest: a network, mount, host name and IPC namespace around a writable copy of the root file system.
# Usage: guest.sh NAME ADDRESS GATEWAY MAC LINK BIOS-UUID ROOTFS INIT-SCRIPT [PATH=TMPFS-OPTIONS…]
set -eu
name=$1 address=$2 gateway=$3 mac=$4 link=$5 uuid=$6 rootfs=$7 init=$8
shift 8
home=/mnt/guests/$name
root=$home/root

hostname "$name"

# Process 1 is the hub, whose network has the bridge.
ip link add eth0 address "$mac" type veth peer name "$link" netns 1
nsenter --target 1 --net ip link set "$link" master lab up
ip link set lo up
ip address add "$address" dev eth0
ip link set eth0 up
ip route add default via "$gateway"

mkdir -p "$root" "$home/upper" "$home/work"
mount -t overlay -o "lowerdir=$rootfs,upperdir=$home/upper,workdir=$home/work" guest "$root"
mount -t tmpfs -o mode=0755,nosuid,nodev run "$root/run"
mount -t tmpfs -o mode=0755,nosuid sys "$root/sys"
mkdir -p "$root/sys/class/dmi/id"
echo "$uuid" >"$root/sys/class/dmi/id/product_uuid"
mount -t tmpfs -o mode=0755,nosuid dev "$root/dev"
mkdir "$root/dev/pts" "$root/dev/shm"
mount -t devpts -o newinstance,ptmxmode=0666 devpts "$root/dev/pts"
mount -t tmpfs -o mode=1777,nosuid,nodev shm "$root/dev/shm"
for node in 'null 1 3' 'zero 1 5' 'full 1 7' 'random 1 8' 'urandom 1 9' 'tty 5 0'; do
  mknod -m 0666 "$root/dev/${node%% *}" c ${node#* }
done
ln -s pts/ptmx "$root/dev/ptmx"
ln -s /proc/self/fd "$root/dev/fd"

for filesystem; do
  mkdir -p "$root/${filesystem%%=*}"
  mount -t tmpfs -o "${filesystem#*=}" variation "$root/${filesystem%%=*}"
done

cp "$init" "$root/run/init"
exec unshare --pid --fork --kill-child chroot "$root" /bin/sh /run/init
