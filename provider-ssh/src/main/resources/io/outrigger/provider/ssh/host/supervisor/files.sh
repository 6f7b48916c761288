# --- files -----------------------------------------------------------------------------------------------------------

# Replaces file $1 by the line $2 in one step.
save() {
    { printf '%s\n' "$2" >"$1.new"; } 2>/dev/null && mv -f "$1.new" "$1" 2>/dev/null
}

# Tells whoever watches this host that the pod has changed. A notice may be lost, so the file may be cut off.
notify() {
    { printf '%s\n' "$OUTRIGGER_POD" >>../../journal; } 2>/dev/null
    journal_size=$(wc -c <../../journal 2>/dev/null) || journal_size=0
    if [ "${journal_size:-0}" -gt 1048576 ]; then
        { printf '\n' >../../journal; } 2>/dev/null
    fi
}

# Reads a container's state into variables; phase is "unknown" when the file is damaged.
load() {
    phase=new
    pid=
    pid_ticks=
    pid_boot=
    restarts=$base
    started=0
    exit_code=
    exit_reason=
    exit_started=0
    exit_finished=0
    last_exit=
    last_reason=
    last_started=0
    last_finished=0
    delay=0
    backoff=0
    [ -e "$dir/state" ] || return 0
    complete=
    while read -r key value; do
        case $key in
        phase) phase=$value ;;
        pid) pid=$value ;;
        ticks) pid_ticks=$value ;;
        boot) pid_boot=$value ;;
        restarts) restarts=$value ;;
        started) started=$value ;;
        exit) exit_code=$value ;;
        reason) exit_reason=$value ;;
        exit_started) exit_started=$value ;;
        exit_finished) exit_finished=$value ;;
        last_exit) last_exit=$value ;;
        last_reason) last_reason=$value ;;
        last_started) last_started=$value ;;
        last_finished) last_finished=$value ;;
        delay) delay=$value ;;
        backoff) backoff=$value ;;
        end) complete=$value ;;
        esac
    done <"$dir/state"
    [ "$complete" = state ] && return 0
    recover
}

# The state file is damaged: the mark in the environment tells what runs, and the logs tell which instance it is.
recover() {
    phase=new
    exit_code=
    started=$(date +%s)
    backoff=0
    restarts=$base
    for found in "$dir"/logs/*.log; do
        number=${found##*/}
        number=${number%%.*}
        case $number in '' | *[!0-9]*) continue ;; esac
        [ "$number" -gt "$restarts" ] && restarts=$number
        phase=lost
    done
    find_running
}

# Looks for the container by the mark in its environment, for when no file tells what runs.
find_running() {
    for candidate in $(marked "$OUTRIGGER_POD"); do
        if { tr '\n\0' '\001\n' <"/proc/$candidate/environ" | grep -qx "OUTRIGGER_CONTAINER=$name"; } 2>/dev/null &&
            start_ticks "$candidate"; then
            # shellcheck disable=SC2086
            set -- $stat_text
            if [ "$4" = "$candidate" ]; then
                phase=running
                pid=$candidate
                pid_ticks=$ticks
                pid_boot=$boot_id
                return 0
            fi
        fi
    done
    return 1
}

# Writes a container's state and tells of it. A final state is tried until it can be written.
publish() {
    while :; do
        {
            printf '%s\n' "phase $phase" "pid $pid" "ticks $pid_ticks" "boot $pid_boot" "restarts $restarts" \
                "started $started" "exit $exit_code" "reason $exit_reason" "exit_started $exit_started" \
                "exit_finished $exit_finished" "last_exit $last_exit" "last_reason $last_reason" \
                "last_started $last_started" "last_finished $last_finished" "delay $delay" "backoff $backoff" "end state" >"$dir/state.new"
        } 2>/dev/null && mv -f "$dir/state.new" "$dir/state" 2>/dev/null && break
        [ "$phase" = terminated ] && [ -d "$dir" ] || break
        sleep 5
    done
    notify
}
