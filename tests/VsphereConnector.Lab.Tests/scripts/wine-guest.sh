# Boots a Windows guest: Wine in a network, mount, host name and IPC namespace, on a writable copy of the files that all of them share.
# Usage: wine-guest.sh NAME ADDRESS GATEWAY MAC LINK BIOS-UUID PREFIX INIT-SCRIPT
set -eu
name=$1 address=$2 gateway=$3 mac=$4 link=$5 uuid=$6 prefix=$7 init=$8
home=/mnt/guests/$name

hostname "$name"

# Process 1 is the hub, whose network has the bridge.
ip link add eth0 address "$mac" type veth peer name "$link" netns 1
nsenter --target 1 --net ip link set "$link" master lab up
ip link set lo up
ip address add "$address" dev eth0
ip link set eth0 up
ip route add default via "$gateway"

# Wine takes the SMBIOS tables from here, and has its server's socket in /tmp.
mount -t tmpfs -o mode=0755,nosuid identity /sys/class
mkdir -p /sys/class/dmi/id "$home/prefix" "$home/upper" "$home/work"
echo "$uuid" >/sys/class/dmi/id/product_uuid
mount -t overlay -o "lowerdir=$prefix,upperdir=$home/upper,workdir=$home/work" guest "$home/prefix"
# A folder for temporary files of its own; these scripts stay where they are, also if that is below it.
scripts=$(dirname "$init")
mkdir -p "$home/scripts"
mount --bind "$scripts" "$home/scripts"
mount -t tmpfs -o mode=1777,nosuid,nodev tmp /tmp
mkdir -p "$scripts"
mount --bind "$home/scripts" "$scripts"

# Wine takes the name of its user from the system's accounts: on Windows that is the built-in administrator.
{ echo 'Administrator:x:0:0::/root:/bin/sh'; cat /etc/passwd; } >"$home/passwd"
mount --bind "$home/passwd" /etc/passwd

# Wine needs the page at 0x7ffe0000, and Linux puts the heap of a program there by chance: one in some thousands would not start.
exec unshare --pid --fork --kill-child --mount-proc setarch --addr-no-randomize env --ignore-environment PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME="$home" \
  WINEPREFIX="$home/prefix" WINEDEBUG=-all sh "$init"
