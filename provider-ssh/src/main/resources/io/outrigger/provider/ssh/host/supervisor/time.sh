# --- time ------------------------------------------------------------------------------------------------------------

# Kills $2 after $1 seconds, unless this timer is ended before; sets timer.
kill_after() {
    (
        nap=
        trap 'kill "$nap" 2>/dev/null; exit 0' TERM
        sleep "$1" &
        nap=$!
        wait "$nap"
        kill -s KILL -- "$2" 2>/dev/null
    ) &
    timer=$!
}

# Sleeps $1 seconds; a signal ends it early.
doze() {
    sleep "$1" &
    nap=$!
    wait "$nap"
    kill "$nap" 2>/dev/null
}

# Whether the pod is to stop; sets deadline.
stopping() {
    deadline=0
    { read -r deadline <stop; } 2>/dev/null || [ -e stop ]
}
