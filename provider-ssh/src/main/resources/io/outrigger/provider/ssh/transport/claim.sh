# Holds a claim for a program that is connected by a link. The kernel keeps the lock, so it is never stale on this host;
# a link that was cut without a word is found out by its silence. POSIX shell only.
#
# usage: claim.sh FILE HOLDER TOKEN SILENCE [FAREWELL...]
#
# Prints "claimed", or "held HOLDER". Every line of the standard input is a sign of life of the program; its end, or no
# sign for SILENCE seconds, ends the claim, after the command FAREWELL was run. The line "bye" ends it without that.

file=$1
holder=$2
token=$3
silence=$4
shift 4
umask 077

try_lock() {
    if command -v flock >/dev/null 2>&1; then
        flock -n 9
    elif busybox --list 2>/dev/null | grep -qx flock; then
        busybox flock -n 9
    else
        perl -e 'open(my $file, "<&=", $ARGV[0]) && flock($file, 6) or exit 1' 9
    fi
} 2>/dev/null

# Sets other_pid, other_token and other to what the holder wrote.
read_holder() {
    other_pid=
    other_token=
    other=
    { read -r other_pid other_token && read -r other; } 2>/dev/null <"$file"
}

# Whether the holder gave a sign of life of late.
alive() {
    last=
    { read -r last <"$file.beat"; } 2>/dev/null
    case $last in '' | *[!0-9]*) return 1 ;; esac
    age=$(($(date +%s) - last))
    # A clock that was set back says nothing about the holder.
    [ "$age" -lt "$silence" ]
}

exec 9>>"$file" || exit 1
attempts=0
until try_lock; do
    read_holder
    if [ "$other_token" != "$token" ] && alive || [ "$attempts" -ge 20 ]; then
        printf 'held %s\n' "${other:-another program}"
        exit 75
    fi
    attempts=$((attempts + 1))
    case $other_pid in
    '' | *[!0-9]*) ;;
    # The number may be somebody else's by now; only a shell that has this file open is a holder.
    *) if [ "/proc/$other_pid/fd/9" -ef "$file" ]; then kill -s KILL "$other_pid" 2>/dev/null; fi ;;
    esac
    sleep 0.1 9<&- 2>/dev/null || sleep 1 9<&-
done
if [ "$attempts" -gt 0 ] && [ $# -gt 0 ]; then "$@" 9<&- </dev/null >/dev/null 2>&1; fi

date +%s >"$file.beat" || exit 1
printf '%s %s\n%s\n' "$$" "$token" "$holder" >"$file" || exit 1
echo claimed

(
    # Watches the signs of life, because reading them has no end of its own.
    exec 9<&- </dev/null >/dev/null 2>&1
    seen=
    looks=0
    while sleep "$((silence / 3 + 1))" && kill -0 "$$"; do
        read_holder
        [ "$other_pid" = "$$" ] || exit 0
        last=
        { read -r last <"$file.beat"; } 2>/dev/null
        # A clock that jumps says nothing: only signs count that do not come.
        if [ "$last" != "$seen" ]; then
            seen=$last
            looks=0
            continue
        fi
        looks=$((looks + 1))
        [ "$looks" -ge 3 ] || continue
        if [ $# -gt 0 ]; then "$@"; fi
        kill -s KILL "$$"
    done
) &
watcher=$!
bye=
while read -r sign; do
    if [ "$sign" = bye ]; then
        bye=yes
        break
    fi
    date +%s 9<&- >"$file.beat"
done
if [ -z "$bye" ] && [ $# -gt 0 ]; then "$@" 9<&- </dev/null >/dev/null 2>&1; fi
kill -s KILL "$watcher" 2>/dev/null
rm -f "$file.beat"
