# Samba's own smbd, as Windows shares its drive C: for scripts that boot a machine. They set
#   state    a folder for what Samba keeps
#   drive    the folder that is C$; its folder windows is ADMIN$
#   address  where it listens
# in a mount namespace of their own, where the list of accounts is replaced.

# Usage: add_accounts PASSWORD NAME:UID…
add_accounts() {
  password=$1
  shift
  cp /etc/passwd "$state/passwd"
  for account; do
    echo "${account%:*}:x:${account#*:}:${account#*:}::/:/bin/false" >>"$state/passwd"
  done
  mount --bind "$state/passwd" /etc/passwd
  for account; do
    printf '%s\n%s\n' "$password" "$password" | smbpasswd -c "$state/modern.conf" -s -a "${account%:*}" >/dev/null
  done
}

# Usage: configure NAME PORT SETTING…; the parts that are not shared have folders of their own.
configure() {
  name=$1 listen=$2
  shift 2
  mkdir -p "$state/$name/ncalrpc"
  mkdir -m 0700 "$state/$name/ncalrpc/np"
  {
    echo '[global]'
    printf '%s\n' "smb ports = $listen" "interfaces = $address/8" "log file = $state/$name/log" "$@"
    for folder in lock state cache pid; do
      echo "$folder directory = $state/$name"
    done
    cat <<END
ncalrpc dir = $state/$name/ncalrpc
private dir = $state
passdb backend = tdbsam:$state/passdb.tdb
netbios name = WINGUEST
server role = standalone server
bind interfaces only = yes
disable netbios = yes
load printers = no
map to guest = never
usershare path =
log level = 1 auth_audit:3
rpc start on demand helpers = no
[C\$]
path = $drive
read only = no
valid users = administrator
[ADMIN\$]
path = $drive/windows
read only = no
valid users = administrator
END
  } >"$state/$name.conf"
}

# The service control manager is scm.py, on the pipe of "modern" where smbd looks for one. Usage: serve FOLDER-OF-SCM RUNNER SCM-FOLDER NAME…
serve() {
  # net asks this part of Samba who the machine is, before it asks for services.
  /usr/libexec/samba/samba-dcerpcd -s "$state/modern.conf" -F --no-process-group /usr/libexec/samba/rpcd_lsad >/dev/null 2>&1 &
  /usr/bin/python3 "$1/scm.py" "$state/modern/ncalrpc/np/svcctl" "$2" "$3" &
  shift 3
  for name; do
    smbd -s "$state/$name.conf" -F --no-process-group >/dev/null 2>&1 &
  done
}

listens() {
  grep -qi ": [0-9A-F]*:$(printf %04X "$1") 00000000:0000 0A" /proc/net/tcp
}

# Waits until all of it is there. Usage: wait_until_served PORT…
wait_until_served() {
  tries=300
  for port; do
    until [ -S "$state/modern/ncalrpc/np/lsarpc" ] && [ -S "$state/modern/ncalrpc/np/svcctl" ] && listens "$port"; do
      tries=$((tries - 1))
      [ "$tries" -gt 0 ] || exit 1
      sleep 0.1
    done
  done
}
