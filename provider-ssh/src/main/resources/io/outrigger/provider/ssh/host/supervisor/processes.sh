# --- processes -------------------------------------------------------------------------------------------------------

# Sets ticks to the start time of process $1, or to nothing when it does not live. A zombie does not live.
start_ticks() {
    ticks=
    stat_text=
    [ -r "/proc/$1/stat" ] || return 1
    # The name of a program may hold a line break, so all lines are joined.
    { while IFS= read -r stat_line; do stat_text="$stat_text$stat_line "; done <"/proc/$1/stat"; } 2>/dev/null
    stat_text=${stat_text##*") "}
    # shellcheck disable=SC2086
    set -- $stat_text
    [ $# -ge 20 ] || return 1
    [ "$1" != Z ] || return 1
    shift 19
    ticks=$1
}

# Whether number $1 belongs to a process that did not start at $2: then ours is gone with all its group, because the
# kernel gives no number away while a group goes by it.
taken_over() {
    start_ticks "$1" && [ "$ticks" != "$2" ]
}

# Whether process $1 started at $2 of boot $3 lives: a number that was used again is somebody else.
alive() {
    case $1 in '' | *[!0-9]*) return 1 ;; esac
    [ "$3" = "$boot_id" ] && start_ticks "$1" && [ "$ticks" = "$2" ]
}

# Whether the process named in file $1 lives; sets identity to its number.
holder_alive() {
    identity=
    holder_ticks=
    holder_boot=
    regular "$1" || return 1
    if [ -n "${looked:-}" ]; then
        { read -r identity holder_ticks holder_boot <"$1"; } 2>/dev/null || return 1
    else
        # Nobody has looked whether it is larger than any such file is.
        read -r identity holder_ticks holder_boot <<END
$(start_of "$1")
END
    fi
    alive "$identity" "$holder_ticks" "$holder_boot"
}

# The number of this very process, also in a subshell, where $$ is the parent's.
own_pid() {
    read -r own own_rest </proc/self/stat
}

# Whether file $1 is there and names no process.
nameless() {
    [ -e "$1" ] || [ -h "$1" ] || return 1
    ! regular "$1" && return 0
    holder_boot=
    { read -r identity holder_ticks holder_boot <"$1"; } 2>/dev/null || return 0
    ! numbers "$identity" "$holder_ticks" || [ -z "$holder_boot" ]
}

# Says in file $1 that this process looks after something.
hold() {
    own_pid
    start_ticks "$own"
    held="$own $ticks $boot_id"
    save "$1" "$held"
}

# Prints the processes that carry the mark of pod $1, exactly: a value that merely contains it does not count.
marked() {
    for found in $(grep -la "OUTRIGGER_POD=$1" /proc/[0-9]*/environ 2>/dev/null); do
        if { tr '\n\0' '\001\n' <"$found" | grep -qx "OUTRIGGER_POD=$1"; } 2>/dev/null; then
            found=${found%/environ}
            printf '%s\n' "${found#/proc/}"
        fi
    done
}

# Whether SIGQUIT is blocked, as in all that a program in Java starts; a container would not hear it.
quit_blocked() {
    while read -r key value; do
        [ "$key" = SigBlk: ] && break
    done </proc/self/status
    case ${value:-0} in *[4567cdef]) return 0 ;; esac
    return 1
}

# Sets detach to the words that run a command in the background as the leader of its own session, without a terminal, and
# heeding INT and QUIT: a shell starts background commands with these two ignored, which no container expects.
choose_detach() {
    if ! quit_blocked && env --default-signal=INT,QUIT setsid true 2>/dev/null; then
        detach='env --default-signal=INT,QUIT setsid'
    elif perl -MPOSIX -e 1 2>/dev/null; then
        # shellcheck disable=SC2016
        detach='perl -MPOSIX -e $SIG{INT}=$SIG{QUIT}=DEFAULT;sigprocmask(SIG_SETMASK,POSIX::SigSet->new);setsid;exec(@ARGV)'
    elif env --default-signal=INT,QUIT setsid true 2>/dev/null; then
        detach='env --default-signal=INT,QUIT setsid'
    elif command -v setsid >/dev/null 2>&1; then
        detach=setsid
    elif command -v busybox >/dev/null 2>&1; then
        detach='busybox setsid'
    else
        echo "the host has none of setsid, busybox and perl; install util-linux or busybox" >&2
        return 1
    fi
}
