# --- start of a container --------------------------------------------------------------------------------------------

# Whether file $1 is as it was written: its last line is "# end". Half a command must not be run.
whole() {
    regular "$1" && [ "$(tail -n 1 "$1" 2>/dev/null)" = "# end" ]
}

# Makes the files that a container gets for its last words and its log.
prepare_files() {
    rm -rf "$dir/termination-log"
    { printf '' >"$dir/termination-log" && chmod 666 "$dir/termination-log"; } 2>/dev/null
    [ -p "$dir/output" ] || { rm -rf "$dir/output" && mkfifo -m 600 "$dir/output"; } 2>/dev/null
}

# Makes ready what else it needs before its start. From here on it counts as started, because it has a log.
prepare_launch() {
    [ -d "$dir/logs" ] || mkdir -p "$dir/logs" 2>/dev/null
    for found in "$dir"/logs/*; do
        number=${found##*/}
        number=${number%%.*}
        numbers "$number" || continue
        [ "$number" -lt $((restarts - 1)) ] && rm -f "$found"
    done
    # A container that runs has a log, if only an empty one.
    { printf '' >"$dir/logs/$restarts.0.log"; } 2>/dev/null
    open_input
    started=$(date +%s)
}

# Starts the pump of the container's log; sets output to what the container is to write to.
start_pump() {
    # No pipe can be made on a full disk: running without a log is better than not running.
    pump_pid=
    output=/dev/null
    [ -p "$dir/output" ] || return 0
    output=$dir/output
    pump "$dir/logs/$restarts" <"$output" >/dev/null 2>&1 8<&- 9<&- &
    pump_pid=$!
    start_ticks "$pump_pid"
    pump_ticks=$ticks
}

# Waits until the log is complete, unless a stray process keeps the pipe open.
end_pump() {
    if [ -n "$pump_pid" ]; then
        kill_after 2 "$pump_ticks" "$pump_pid"
        while kill -0 "$pump_pid" 2>/dev/null; do wait "$pump_pid"; done
        kill "$timer" 2>/dev/null
    fi
    pump_pid=
}

# Starts the container; its output goes through the pump. Fails when the pod is stopped before it could start.
launch() {
    if [ -n "$engine" ]; then
        launch_in_engine
        return
    fi
    prepare_files
    prepare_launch
    start_pump
    $detach "$shell" "$dir/run" "$shell" <"$input" >"$output" 2>&1 8<&- 9<&- &
    pid=$!
    start_ticks "$pid"
    pid_ticks=$ticks
    pid_boot=$boot_id
}

# Sets pump_kind to what this host can keep logs with.
choose_pump() {
    if perl -MTime::HiRes -MFcntl -e 1 2>/dev/null; then
        pump_kind=perl
    elif python3 -S -E -c 'import os, time' 2>/dev/null; then
        pump_kind=python3
    elif command -v gawk >/dev/null 2>&1; then
        pump_kind=gawk
    elif command -v mawk >/dev/null 2>&1; then
        pump_kind=mawk
    elif command -v awk >/dev/null 2>&1; then
        pump_kind=awk
    else
        echo "the host has none of perl, python3 and awk, so logs cannot be kept; install one" >&2
        return 1
    fi
}

pump() {
    case $pump_kind in
    perl) exec perl "$tools/log-pump.pl" "$1" "$log_bytes" "$log_files" ;;
    python3) exec python3 -S -E "$tools/log-pump.py" "$1" "$log_bytes" "$log_files" ;;
    mawk)
        ulimit -v 262144 2>/dev/null
        exec mawk -W interactive -v whole=1 -f "$tools/log-pump.awk" "$1" "$log_bytes" "$log_files"
        ;;
    awk | gawk)
        # A line without end must not eat the host's memory.
        ulimit -v 262144 2>/dev/null
        exec "$pump_kind" -f "$tools/log-pump.awk" "$1" "$log_bytes" "$log_files"
        ;;
    *) exec cat >/dev/null ;;
    esac
}
