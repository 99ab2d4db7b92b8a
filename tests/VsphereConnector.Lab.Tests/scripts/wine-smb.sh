# Shares drive C of a Windows guest over SMB, as Windows does: Samba's smbd serves the files, and the services that are made over it are
# Wine's own. Runs inside the guest's namespaces, as long as the guest does.
# Usage: wine-smb.sh FOLDER-OF-THESE STATE ADDRESS PASSWORD
set -eu
here=$1 state=$2 address=$3
drive=$WINEPREFIX/drive_c
. "$here/smbd.sh"

mkdir -p "$state"
# smbd asks who it is itself when somebody connects: there is no name server that would answer.
printf '%s\n' '127.0.0.1 localhost' "$address $(hostname)" >"$state/hosts"
: >"$state/resolv.conf"
mount --bind "$state/hosts" /etc/hosts
mount --bind "$state/resolv.conf" "$(readlink -f /etc/resolv.conf)"
configure modern 445 'server min protocol = SMB2_02' 'server signing = mandatory'
add_accounts "$4" administrator:0
serve "$here" "$here/wine-service.sh" "$state/scm" modern
wait_until_served 445
echo shared
wait
