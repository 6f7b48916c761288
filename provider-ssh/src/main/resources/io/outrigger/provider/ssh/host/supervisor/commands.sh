# --- commands --------------------------------------------------------------------------------------------------------

# Says why there is nothing to join. The first line of the error output is for the caller, the rest is the command's.
refuse() {
    printf 'refused %s\n' "$1" >&2
    exit 69
}

# Sets pid to the first process of container $1; fails when it does not run.
first_process() {
    phase_of "$1"
    alive "$pid" "$pid_ticks" "$pid_boot"
}

# Whether this process leads its session, as the first process of a remote login does; stat_text is its own.
leads_session() {
    # shellcheck disable=SC2086
    set -- $stat_text
    [ "$4" = "$$" ]
}

# Replaces this shell by a command that leads a session and keeps the number of this shell.
lead() {
    leads_session && exec "$@"
    command -v setsid >/dev/null 2>&1 && exec setsid "$@"
    command -v busybox >/dev/null 2>&1 && exec busybox setsid "$@"
    exec perl -MPOSIX -e 'POSIX::setsid(); exec {$ARGV[0]} @ARGV' "$@"
}

# Runs a command in container $1, on a terminal of the size $2, or on "none", or on the one that this shell is on and that
# has the size behind "here"; the words that follow are the command.
# Without any, joins the terminal that the container itself is on. The caller has set OUTRIGGER_COMMAND, the mark by
# which the command and all that it starts are found.
join() {
    name=$1
    terminal=$2
    shift 2
    # The user has one output only.
    case $terminal in here*) exec 2>&1 ;; esac
    [ -d "containers/$name" ] || refuse unknown
    # Made before the look at the container: either its end finds the mark of this shell, or it is found ended here.
    { printf '' >"containers/$name/commands"; } 2>/dev/null
    first_process "$name" || refuse ended
    head=
    # A script from before there were commands would start the container a second time.
    regular "containers/$name/run" && { read -r head <"containers/$name/run"; } 2>/dev/null
    case $head in
    "# start or exec" | "# start or exec in mounts") ;;
    *) refuse older ;;
    esac
    OUTRIGGER_SIGNALS=
    { read -r OUTRIGGER_SIGNALS <../../bin/signals; } 2>/dev/null
    restarts=$instance
    name_in_engine
    export OUTRIGGER_SIGNALS OUTRIGGER_INSTANCE="$engine_name"
    # Who leaves a container's own terminal types nothing.
    [ $# -gt 0 ] || export OUTRIGGER_END=leave
    case $terminal in
    none) ;;
    here*) here "$name" "${terminal#here}" "$@" ;;
    *) on_terminal "$name" "$terminal" "$@" ;;
    esac
    start_ticks "$$"
    printf 'started %s %s\n' "$$" "$ticks" >&2
    if [ "$head" = "# start or exec" ]; then
        lead "$shell" "containers/$name/run" exec "$shell" "$pid" "$@"
    fi
    # As the script itself does, but sooner by a shell.
    lead nsenter -t "$pid" -m -- "$shell" "$PWD/containers/$name/run" joined "$PWD" "$pid" "$@"
}

# Prints the processes of this pod whose mark as a command matches $1.
commanded() {
    for candidate in $(marked "$OUTRIGGER_POD"); do
        if { tr '\n\0' '\001\n' <"/proc/$candidate/environ" | grep -q "^OUTRIGGER_COMMAND=$1\$"; } 2>/dev/null; then
            printf '%s\n' "$candidate"
        fi
    done
}

# Prints for how many hundredths of a second the command with the mark $1 has run in its container; nothing when it does
# not run there yet, or any more. An engine's own client has the mark as well, but not the mounts.
age() {
    read_plan
    mounts=
    if [ -n "$engine" ]; then
        first_process "${1%.*}" && mounts=$(readlink "/proc/$pid/ns/mnt" 2>/dev/null) && [ -n "$mounts" ] || return 0
    fi
    oldest=
    for candidate in $(commanded "$1"); do
        [ -z "$mounts" ] || [ "$(readlink "/proc/$candidate/ns/mnt" 2>/dev/null)" = "$mounts" ] || continue
        start_ticks "$candidate" || continue
        [ -n "$oldest" ] && [ "$oldest" -le "$ticks" ] || oldest=$ticks
    done
    [ -n "$oldest" ] || return 0
    # Both count hundredths of a second since the start of the host.
    read -r uptime idle </proc/uptime
    printf '%s\n' "$((${uptime%.*}${uptime#*.} - oldest))"
}

# Kills the processes of this pod whose mark as a command matches $1, until there are none.
kill_commanded() {
    rounds=0
    while [ "$rounds" -lt 10 ]; do
        found_commands=$(commanded "$1")
        [ -n "$found_commands" ] || break
        rounds=$((rounds + 1))
        # shellcheck disable=SC2086
        kill -s KILL $found_commands 2>/dev/null
    done
}

# Ends the command with the mark $1: asks the group of process $2 that was started at $3, and kills after a second what
# is left, in the group or out of it.
cancel() {
    group=
    if [ $# -gt 1 ]; then
        start_ticks "$2"
        # A group keeps its number as long as it has a member; another start time means that it has none.
        case $ticks in '' | "$3") group=-$2 ;; esac
    fi
    if [ -n "$group" ]; then
        kill -s TERM -- "$group" 2>/dev/null
        attempts=0
        while [ "$attempts" -lt 10 ] && [ -n "$(commanded "$1")" ]; do
            attempts=$((attempts + 1))
            doze 0.1 2>/dev/null
        done
        kill -s KILL -- "$group" 2>/dev/null
    fi
    kill_commanded "$1"
}

# Ends the commands of a program that died: whoever prepares a host has its directory alone.
end_orphans() {
    ended_pod=
    for found_mark in pods/*/containers/*/commands; do
        [ -e "$found_mark" ] || continue
        OUTRIGGER_POD=${found_mark#pods/}
        OUTRIGGER_POD=${OUTRIGGER_POD%%/*}
        [ "$OUTRIGGER_POD" = "$ended_pod" ] || kill_commanded '.*'
        ended_pod=$OUTRIGGER_POD
    done
}

# The same for whoever finds out that the program has gone.
orphans() {
    end_orphans
}

# Nothing that was started in a container outlives it, nor does its input.
end_commands() {
    close_input
    [ -e "$dir/commands" ] || return 0
    kill_commanded "$name\\..*"
    rm -f "$dir/commands"
}
