#!/bin/sh
# Installs the connector on this machine. Run it as root, by hand or by tooling of your own: sh FILE [--token-file TOKEN-FILE]
# It works in a folder of its own, prints what happens, ends with the installer's exit code, and leaves this file as it is.
BUNDLE_AT=@BUNDLE_AT@
BUNDLE_BYTES=@BUNDLE_BYTES@
TOKEN_AT=@TOKEN_AT@
TOKEN_BYTES=@TOKEN_BYTES@
TEMPS='@TEMPS@'

umask 077
self=$0
work=

finish() {
    [ -n "$work" ] && rm -rf "$work"
    exit "$1"
}

fail() {
    echo "$2" >&2
    finish "$1"
}

cut_out() {
    tail -c +"$1" "$self" | head -c "$2"
}

token_file=
while [ $# -gt 0 ]; do
    case $1 in
        --token-file) token_file=$2 && shift 2 || fail 1 '--token-file needs the name of a file.' ;;
        *) fail 1 "'$1' is not known. Usage: sh $0 [--token-file TOKEN-FILE]" ;;
    esac
done

[ -r "$self" ] || fail 1 "This file must be run by its name: sh FILE"
[ "$(id -u)" = 0 ] || fail 14 "Run it as root, or by sudo."
size=$(wc -c <"$self")
[ "$size" -eq $((BUNDLE_AT + BUNDLE_BYTES - 1)) ] || fail 12 "The file is not whole: it has $size bytes of $((BUNDLE_AT + BUNDLE_BYTES - 1))."
token=
if [ "$TOKEN_AT" -gt 0 ]; then
    [ -n "$token_file" ] || fail 15 "This file holds no token: give it with --token-file."
    read -r token <"$token_file" || [ -n "$token" ] || fail 15 "The token could not be read from $token_file."
    [ "${#token}" -eq "$TOKEN_BYTES" ] || fail 15 "What is in $token_file is no token of this server."
fi

trap 'finish 143' TERM INT HUP
for temp in $TEMPS; do
    (umask 022 && mkdir -p "$temp") 2>/dev/null
    work=$(mktemp -d "$temp/vlink-XXXXXXXXXX" 2>/dev/null) && break
    echo "$temp cannot be written; trying elsewhere."
done
[ -n "$work" ] || fail 11 "No folder can be written: $TEMPS."
echo "Works in $work."

# The token goes through the shell itself: what is in the arguments of a program, everybody on the machine can read.
if [ "$TOKEN_AT" -gt 0 ]; then
    after=$((TOKEN_AT + TOKEN_BYTES))
    { cut_out "$BUNDLE_AT" $((TOKEN_AT - BUNDLE_AT)) && printf '%s' "$token" && cut_out "$after" $((BUNDLE_AT + BUNDLE_BYTES - after)); } >"$work/install.sh"
else
    cut_out "$BUNDLE_AT" "$BUNDLE_BYTES" >"$work/install.sh"
fi
[ "$(wc -c <"$work/install.sh")" -eq "$BUNDLE_BYTES" ] || fail 13 "Not enough room in $work."

sh "$work/install.sh" </dev/null &
child=$!
trap 'kill -TERM "$child" 2>/dev/null; wait "$child"; cat "$work/output"; finish 143' TERM INT HUP
wait "$child"
cat "$work/output"
status=$(sed -n 's/^exit=//p' "$work/done" | head -n 1)
finish "${status:-1}"
