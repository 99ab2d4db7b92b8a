# A Windows machine as far as SMB shows one: Samba's own smbd serves a folder as C$ and ADMIN$, and scm.py is its service control manager,
# on the pipe where smbd looks for one. It is the first process of a mount and a PID namespace of its own, and ends with its standard
# input, which the test run holds open: then the kernel removes its processes, mounts and files.
# The first line of that is the password of all accounts.
# Usage: unshare --mount --pid --mount-proc --fork --kill-child sh smb-guest.sh FOLDER-OF-THIS ADDRESS PORT
set -eu
here=$1 address=$2 port=$3
read -r password

mount -t tmpfs -o mode=0755 guest /mnt
mkdir -p /mnt/drive /mnt/state
mount -t tmpfs -o mode=0755,size=48m drive /mnt/drive
mkdir -p /mnt/drive/windows/temp "/mnt/drive/program files"

cp /etc/passwd /mnt/passwd
{
  echo 'administrator:x:0:0::/:/bin/false'
  for account in ordinary locked disabled expired; do
    echo "$account:x:65534:65534::/:/bin/false"
  done
} >>/mnt/passwd
mount --bind /mnt/passwd /etc/passwd

# Usage: configure NAME PORT SETTING…; the parts that are not shared have folders of their own.
configure() {
  name=$1 listen=$2
  shift 2
  mkdir -p "/mnt/state/$name/ncalrpc"
  mkdir -m 0700 "/mnt/state/$name/ncalrpc/np"
  {
    echo '[global]'
    printf '%s\n' "smb ports = $listen" "interfaces = $address/8" "log file = /mnt/state/$name/log" "$@"
    for folder in lock state cache pid; do
      echo "$folder directory = /mnt/state/$name"
    done
    echo "ncalrpc dir = /mnt/state/$name/ncalrpc"
    cat <<'END'
private dir = /mnt/state
passdb backend = tdbsam:/mnt/state/passdb.tdb
netbios name = WINGUEST
server role = standalone server
bind interfaces only = yes
disable netbios = yes
load printers = no
map to guest = never
usershare path =
log level = 1 auth_audit:3
rpc start on demand helpers = no
[C$]
path = /mnt/drive
read only = no
valid users = administrator
[ADMIN$]
path = /mnt/drive/windows
read only = no
valid users = administrator
END
  } >"/mnt/$name.conf"
}
configure modern "$port" 'server min protocol = SMB2_02' 'server signing = mandatory'
configure plain "$((port + 1))" 'server min protocol = SMB2_02' 'server max protocol = SMB2_10' 'server signing = auto'
configure ancient "$((port + 2))" 'server min protocol = NT1' 'server max protocol = NT1'

for account in administrator ordinary locked disabled expired; do
  printf '%s\n%s\n' "$password" "$password" | smbpasswd -c /mnt/modern.conf -s -a "$account" >/dev/null
done
smbpasswd -c /mnt/modern.conf -d disabled >/dev/null
pdbedit -s /mnt/modern.conf -u locked -c '[L]' >/dev/null
net -s /mnt/modern.conf sam set pwdmustchangenow expired yes >/dev/null

# net asks this part of Samba who the machine is, before it asks for services.
/usr/libexec/samba/samba-dcerpcd -s /mnt/modern.conf -F --no-process-group /usr/libexec/samba/rpcd_lsad >/dev/null 2>&1 &
/usr/bin/python3 "$here/scm.py" /mnt/state/modern/ncalrpc/np/svcctl "$here/service.sh" /mnt/scm &
for name in modern plain ancient; do
  smbd -s "/mnt/$name.conf" -F --no-process-group >/dev/null 2>&1 &
done

listens() {
  grep -qi ": [0-9A-F]*:$(printf %04X "$1") 00000000:0000 0A" /proc/net/tcp
}
tries=300
until [ -S /mnt/state/modern/ncalrpc/np/lsarpc ] && [ -S /mnt/state/modern/ncalrpc/np/svcctl ] && listens "$port" && listens "$((port + 1))" && listens "$((port + 2))"; do
  tries=$((tries - 1))
  [ "$tries" -gt 0 ] || exit 1
  sleep 0.1
done
echo ready
cat >/dev/null
