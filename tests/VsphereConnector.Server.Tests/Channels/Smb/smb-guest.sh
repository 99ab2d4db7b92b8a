# A Windows machine as far as SMB shows one: Samba's own smbd serves a folder as C$ and ADMIN$, and scm.py is its service control manager,
# on the pipe where smbd looks for one. It is the first process of a mount and a PID namespace of its own, and ends with its standard
# input, which the test run holds open: then the kernel removes its processes, mounts and files.
# The first line of that is the password of all accounts.
# Usage: unshare --mount --pid --mount-proc --fork --kill-child sh smb-guest.sh FOLDER-OF-THIS ADDRESS PORT
set -eu
here=$1 address=$2 port=$3
state=/mnt/state drive=/mnt/drive
read -r password
. "$here/smbd.sh"

mount -t tmpfs -o mode=0755 guest /mnt
mkdir -p "$drive" "$state"
mount -t tmpfs -o mode=0755,size=48m drive "$drive"
mkdir -p "$drive/windows/temp" "$drive/program files" "$drive/scratch"

configure modern "$port" 'server min protocol = SMB2_02' 'server signing = mandatory'
configure plain "$((port + 1))" 'server min protocol = SMB2_02' 'server max protocol = SMB2_10' 'server signing = auto'
configure ancient "$((port + 2))" 'server min protocol = NT1' 'server max protocol = NT1'

add_accounts "$password" administrator:0 ordinary:65534 locked:65534 disabled:65534 expired:65534
smbpasswd -c "$state/modern.conf" -d disabled >/dev/null
pdbedit -s "$state/modern.conf" -u locked -c '[L]' >/dev/null
net -s "$state/modern.conf" sam set pwdmustchangenow expired yes >/dev/null

serve "$here" "$here/service.sh" /mnt/scm modern plain ancient
wait_until_served "$port" "$((port + 1))" "$((port + 2))"
echo ready
cat >/dev/null
