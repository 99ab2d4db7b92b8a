#!/bin/sh
# Puts the connector into this machine. Made for one installation, started once.
# It leaves beside itself: run.lock/ (it was started), output (what was printed) and done (how it ended).
RUN='@RUN@'
ARCHITECTURE='@ARCHITECTURE@'
SHA256='@SHA256@'
PROGRAM_BYTES=@PROGRAM_BYTES@
SETTINGS_AT=@SETTINGS_AT@
SETTINGS_BYTES=@SETTINGS_BYTES@
PACKED_AT=@PACKED_AT@
PACKED_BYTES=@PACKED_BYTES@

umask 077
BUNDLE=$0
WORK=${BUNDLE%/*}
PLACE=
CHILD=

# Work folders of other runs, a line for each: whoever reads it knows which of them are over.
others() {
    for folder in "${WORK%/*}" /var/jetpatch-temp /tmp /var/tmp /usr/local; do
        for other in "$folder"/vlink-*; do
            [ -d "$other" ] && [ ! -L "$other" ] && [ "${other##*/}" != "vlink-$RUN" ] || continue
            case ${other##*/vlink-} in *[!0-9a-f]*) ;; *) printf 'left=%s\n' "$other" ;; esac
        done
    done | sort -u | head -n 16
}

finish() {
    trap '' TERM INT HUP
    rm -f "$BUNDLE"
    [ -n "$PLACE" ] && rm -f "$PLACE/vlink" "$PLACE/settings.json"
    [ -n "$PLACE" ] && [ "$PLACE" != "$WORK" ] && rm -rf "$PLACE"
    {
        printf 'run=%s\nexit=%s\naccount=%s\n' "$RUN" "$1" "$(id -un)"
        others
        echo
        tail -c 65536 "$WORK/output"
    } > "$WORK/done.new"
    mv "$WORK/done.new" "$WORK/done"
    exit "$1"
}

stop() {
    [ -n "$CHILD" ] && kill -TERM "$CHILD" 2>/dev/null && wait "$CHILD"
    echo "Ended by a signal; what was made has been taken back."
    finish 143
}

can_execute() {
    printf '#!/bin/sh\nexit 0\n' 2>/dev/null > "$1/probe" && chmod 700 "$1/probe" && "$1/probe" 2>/dev/null
    answer=$?
    rm -f "$1/probe"
    return $answer
}

has_room() {
    # shellcheck disable=SC2046
    set -- $(df -Pk "$1" 2>/dev/null | tail -n 1)
    [ -z "$4" ] || [ "$4" -gt $((PROGRAM_BYTES / 1024 + 1024)) ]
}

find_place() {
    if can_execute "$WORK"; then
        PLACE=$WORK
        return 0
    fi
    echo "$WORK does not let programs start (mounted noexec?); trying elsewhere."
    for folder in /tmp /var/tmp /usr/local; do
        mkdir "$folder/vlink-$RUN" 2>/dev/null || continue
        PLACE="$folder/vlink-$RUN"
        if can_execute "$PLACE"; then
            echo "Using $PLACE instead."
            return 0
        fi
        rm -rf "$PLACE"
    done
    PLACE=
    return 1
}

cut_out() {
    tail -c +"$1" "$BUNDLE" | head -c "$2"
}

mkdir "$WORK/run.lock" 2>/dev/null || exit 0
exec > "$WORK/output" 2>&1 < /dev/null
trap stop TERM INT HUP

case "$(uname -s) $(uname -m)" in
    'Linux x86_64' | 'Linux amd64') here=x64 glibc=/lib64/ld-linux-x86-64.so.2 ;;
    'Linux aarch64' | 'Linux arm64') here=arm64 glibc=/lib/ld-linux-aarch64.so.1 ;;
    *) here="$(uname -s) $(uname -m)" glibc=/ ;;
esac
[ -e "$glibc" ] || ! ls /lib/ld-musl-* > /dev/null 2>&1 || here=musl-$here
if [ "$here" != "$ARCHITECTURE" ]; then
    echo "This machine is $here; the program is for $ARCHITECTURE."
    finish 10
fi

if [ "$(wc -c < "$BUNDLE")" -ne $((PACKED_AT + PACKED_BYTES - 1)) ]; then
    echo "The upload is not whole: $(wc -c < "$BUNDLE") bytes arrived of $((PACKED_AT + PACKED_BYTES - 1))."
    finish 12
fi

if ! find_place; then
    echo "No folder was found that programs can be started from: $WORK, /tmp, /var/tmp and /usr/local do not let them."
    finish 11
fi

if ! has_room "$PLACE"; then
    echo "Not enough room in $PLACE: $((PROGRAM_BYTES / 1024 + 1024)) KiB are needed."
    finish 13
fi

if ! cut_out "$SETTINGS_AT" "$SETTINGS_BYTES" > "$PLACE/settings.json" || ! cut_out "$PACKED_AT" "$PACKED_BYTES" | gzip -dc > "$PLACE/vlink"; then
    has_room "$PLACE" || finish 13
    echo "The program could not be unpacked into $PLACE."
    finish 12
fi

if command -v sha256sum > /dev/null && [ "$(sha256sum < "$PLACE/vlink" | cut -c 1-64)" != "$SHA256" ]; then
    echo "The program is not what was sent: its SHA-256 differs."
    finish 12
fi
chmod 700 "$PLACE/vlink"

# Without this its runtime makes pipes in /tmp for debuggers, which a killed process leaves behind.
export DOTNET_EnableDiagnostics=0
"$PLACE/vlink" install --settings "$PLACE/settings.json" &
CHILD=$!
wait "$CHILD"
status=$?
CHILD=
case $status in
    126 | 127)
        echo "The program does not start here: its loader or a library is missing."
        finish 17
        ;;
esac
finish $status
