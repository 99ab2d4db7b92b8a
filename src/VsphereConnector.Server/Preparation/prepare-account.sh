# Makes an account of this machine one that the connector can run as: a member of sudo or wheel, with sudo that asks for no password.
# Run as root with the account's name. Nothing takes effect before visudo has accepted it; whatever fails, all is as it was before.
# It writes a line for each thing that it did: its name and its values, with tabs between.
LC_ALL=C
PATH=$PATH:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
export LC_ALL PATH
account=$1
name=vlink-$(printf '%s' "$account" | tr -c 'A-Za-z0-9_-' '_')
file=/etc/sudoers.d/$name
new=/etc/sudoers.d/.$name.new
old=/etc/sudoers.d/.$name.old
joined=
placed=

line() {
    printf '%s' "$1"
    shift
    for value; do printf '\t%s' "$(printf '%s' "$value" | tr '\t\n\r' '   ')"; done
    printf '\n'
}

take_back() {
    trap '' TERM INT HUP
    rm -f "$new"
    if [ -n "$placed" ]; then
        if [ -e "$old" ]; then mv -f "$old" "$file"; else rm -f "$file"; fi
    fi
    if [ -n "$joined" ]; then leave_group "$joined"; fi
}

fail() {
    take_back
    line failed "$1" "$2"
    exit 1
}

has_group() {
    if command -v getent >/dev/null; then getent group "$1" >/dev/null; else grep -q "^$1:" /etc/group; fi
}

is_member() {
    case " $(id -Gn "$account") " in *" $1 "*) return 0 ;; esac
    return 1
}

join_group() {
    if command -v usermod >/dev/null; then usermod -a -G "$1" "$account"; else addgroup "$account" "$1"; fi
}

leave_group() {
    if command -v gpasswd >/dev/null; then gpasswd -d "$account" "$1"; else delgroup "$account" "$1"; fi >/dev/null 2>&1
}

trap 'fail interrupted "A signal ended it."' TERM INT HUP
umask 0337

[ "$(id -u)" = 0 ] || fail not-root "This is $(id -un)."
id -u "$account" >/dev/null 2>&1 || fail account-missing ""
[ "$(id -u "$account")" = 0 ] && { line account-is-root; line end; exit 0; }
command -v sudo >/dev/null && command -v visudo >/dev/null || fail sudo-missing ""
said=$(visudo -c 2>&1) || fail sudoers-broken "$said"
grep -Eq '^[[:space:]]*[@#]includedir[[:space:]]+(/etc/)?sudoers\.d/?[[:space:]]*$' /etc/sudoers || fail sudoers-not-included ""
if has_group sudo; then
    group=sudo
elif has_group wheel; then
    group=wheel
else
    fail group-missing ""
fi

# Names with a dot are passed over by sudo, so neither of these two takes effect; a run that was killed may have left them.
rm -f "$new" "$old"
printf '%s\n%s ALL=(ALL:ALL) NOPASSWD:ALL\n' '# The connector runs as this account.' "$(printf '%s' "$account" | sed 's/@/\\@/g')" >"$new" ||
    fail not-written "$new"
chown 0:0 "$new" && chmod 0440 "$new" || fail not-written "$new"
said=$(visudo -c -f "$new" 2>&1) || fail entry-refused "$said"

if [ -f "$file" ] && [ "$(cat "$new")" = "$(cat "$file")" ] && [ "$(stat -c %a:%u "$file")" = 440:0 ]; then
    rm -f "$new"
    line file "$file" there
else
    if [ -e "$file" ]; then cp -p "$file" "$old" || fail not-written "$old"; fi
    placed=yes
    mv -f "$new" "$file" || fail not-written "$file"
    said=$(visudo -c 2>&1) || fail entry-refused "$said"
    line file "$file" written
fi

if is_member "$group"; then
    line group "$group" member
else
    said=$(join_group "$group" 2>&1) || fail group-not-joined "$said"
    joined=$group
    is_member "$group" || fail group-not-joined "$said"
    line group "$group" joined
fi

# A rule that comes after may take it away again: what counts is what sudo says.
case $(sudo -n -l -U "$account" 2>/dev/null) in
    *'NOPASSWD: ALL'*) ;;
    *) fail not-effective "" ;;
esac
said=$(sudo -n -u "$account" sudo -n -k true 2>&1 </dev/null) || fail not-effective "$said"

trap '' TERM INT HUP
rm -f "$old"
running=no
for process in /proc/[0-9]*; do
    [ "$(stat -c %u "$process" 2>/dev/null)" = "$(id -u "$account")" ] && running=yes
done
line sessions "$running"
line end
