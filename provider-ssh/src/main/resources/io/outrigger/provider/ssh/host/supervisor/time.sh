# --- time ------------------------------------------------------------------------------------------------------------

# Kills $3, a process or a group, after $1 seconds, unless this timer is ended before; sets timer. $2 is when the process
# was started, so that another one that got its number meanwhile is left alone. $4 is a gentler signal.
kill_after() {
    (
        exec 8<&- 9<&-
        nap=
        trap 'kill "$nap" 2>/dev/null; exit 0' TERM
        sleep "$1" &
        nap=$!
        wait "$nap"
        taken_over "${3#-}" "$2" || kill -s "${4:-KILL}" -- "$3" 2>/dev/null || kill_by_engine "${3#-}"
    ) &
    timer=$!
}

# Sleeps $1 seconds; a signal ends it early.
doze() {
    sleep "$1" 8<&- 9<&- &
    nap=$!
    wait "$nap"
    kill "$nap" 2>/dev/null
}

# Whether the pod is to stop; sets deadline, to nothing when the file does not tell it.
stopping() {
    read_deadline stop
}
