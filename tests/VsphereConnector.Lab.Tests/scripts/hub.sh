# The lab's world: first process of a PID, mount and network namespace of its own. Everything else of the lab lives in these
# namespaces and on the memory file system mounted here, so that the kernel removes it all when this process ends; and it ends
# with its standard input, which the test run holds open.
set -eu

mount -t tmpfs -o mode=0755,size=2g lab /mnt
mkdir /mnt/guests

ip link set lo up
ip link add lab type bridge
ip address add "$1" dev lab
ip link set lab up

echo ready
cat >/dev/null
