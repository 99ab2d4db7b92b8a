# Looks at a Linux machine before a connector is put onto it. It changes nothing and makes no file, not even for a moment.
# Arguments: the connector's account (or nothing), the parent folder, the temp folders with blanks between, then HOST PORT of each server.
# It writes a line for each thing that it saw: its name and its values, with tabs between.
LC_ALL=C
PATH=$PATH:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
export LC_ALL PATH
account=$1 parent=$2 temps=$3
shift 3

line() {
    printf '%s' "$1"
    shift
    for value; do printf '\t%s' "$(printf '%s' "$value" | tr '\t\n\r' '   ')"; done
    printf '\n'
}

libc() {
    if version=$(getconf GNU_LIBC_VERSION 2>/dev/null); then
        line libc $version
    elif ls /lib/ld-musl-* >/dev/null 2>&1; then
        line libc musl
    else
        line libc unknown
    fi
}

# What sudo does where nobody can be asked for a password.
sudo_state() {
    [ "$(id -u)" = 0 ] && { echo root; return; }
    command -v sudo >/dev/null || { echo missing; return; }
    said=$(sudo -n true 2>&1 </dev/null) && { echo free; return; }
    case $said in
        *'password is required'* | *'no askpass'*) echo password ;;
        *tty* | *terminal*) echo terminal ;;
        *'not in the sudoers'* | *'not allowed'* | *'may not run'*) echo denied ;;
        *'syntax error'* | *'parse error'* | *'no valid sudoers'*) echo broken ;;
        *) echo failed ;;
    esac
}

reach() {
    if command -v bash >/dev/null && command -v timeout >/dev/null; then
        said=$(timeout 5 bash -c 'exec 3<>"/dev/tcp/$0/$1"' "$1" "$2" 2>&1 </dev/null)
        case $?/$said in
            0/*) echo open ;;
            124/*) echo silent ;;
            */*refused*) echo refused ;;
            */*'not known'* | */*esolution* | */*'o address'*) echo unresolved ;;
            *) echo unreachable ;;
        esac
    elif command -v curl >/dev/null; then
        curl -sk -o /dev/null --connect-timeout 5 --max-time 10 "https://$1:$2/" </dev/null
        case $? in
            6) echo unresolved ;;
            7) echo refused ;;
            28) echo silent ;;
            *) echo open ;;
        esac
    else
        echo unknown
    fi
}

line vlink-check 1
line system "$(uname -s)" "$(uname -m)"
libc
line clock "$(date +%s)"
login=$(id -un)
may=$(sudo_state)
line login "${SUDO_USER:-$login}" "$may" "$(id -Gn "${SUDO_USER:-$login}" 2>/dev/null)"
while [ $# -ge 2 ]; do
    line server "$1" "$2" "$(reach "$1" "$2")"
    shift 2
done

# What follows needs root to be seen; where that is not to be had, it is what this account sees.
as_root=
[ "$may" = free ] && as_root='sudo -n'
$as_root sh -s -- "$account" "$parent" "$temps" <<'END'
LC_ALL=C
PATH=$PATH:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
export LC_ALL PATH
account=$1 parent=$2 temps=$3

line() {
    printf '%s' "$1"
    shift
    for value; do printf '\t%s' "$(printf '%s' "$value" | tr '\t\n\r' '   ')"; done
    printf '\n'
}

has_group() {
    if command -v getent >/dev/null; then getent group "$1" >/dev/null; else grep -q "^$1:" /etc/group; fi
}

sudoers() {
    command -v visudo >/dev/null || { line sudoers missing; return; }
    [ "$(id -u)" = 0 ] || { line sudoers unseen; return; }
    if ! said=$(visudo -c 2>&1); then
        line sudoers broken "$said"
    elif grep -Eq '^[[:space:]]*[@#]includedir[[:space:]]+(/etc/)?sudoers\.d/?[[:space:]]*$' /etc/sudoers; then
        line sudoers included
    else
        line sudoers not-included
    fi
}

mount_options() {
    best=
    options=
    while read -r _ point _ found _; do
        case "$1/" in
            "${point%/}"/*) [ "${#point}" -ge "${#best}" ] && best=$point options=$found ;;
        esac
    done </proc/self/mounts
    echo ",$options,"
}

# Where the folder is not there yet, what is above it decides.
folder() {
    there=$2
    while [ ! -e "$there" ] && [ "$there" != / ]; do there=$(dirname "$there"); done
    there=$(readlink -f "$there")
    rights=
    [ -r "$there" ] && rights=r
    [ -w "$there" ] && rights=${rights}w
    [ -x "$there" ] && rights=${rights}x
    case $(mount_options "$there") in *,noexec,*) rights=$rights,noexec ;; esac
    [ -d "$there" ] || rights=$rights,nofolder
    line "$1" "$2" "$there" "$rights" "$(df -Pk "$there" 2>/dev/null | tail -n 1 | tr -s ' ' | cut -d ' ' -f 4)"
}

account() {
    id -u "$1" >/dev/null 2>&1 || { line account "$1" missing; return; }
    if [ "$(id -u "$1")" = 0 ]; then
        may=root
    elif [ "$(id -u)" != 0 ] || ! command -v sudo >/dev/null; then
        may=unseen
    else
        case $(sudo -n -l -U "$1" 2>/dev/null) in
            *'NOPASSWD: ALL'*) may=free ;;
            *') ALL'*) may=password ;;
            *) may=denied ;;
        esac
    fi
    line account "$1" "$may" "$(id -Gn "$1")"
}

if [ -r /sys/fs/selinux/enforce ]; then
    case $(cat /sys/fs/selinux/enforce) in 1) line selinux enforcing ;; *) line selinux permissive ;; esac
else
    line selinux off
fi
has_group sudo && line group sudo
has_group wheel && line group wheel
sudoers
for temp in $temps; do folder temp "$temp"; done
folder run /var/run
folder parent "$parent"
[ -n "$account" ] && account "$account"
line seen-as "$(id -un)"
line end
END
