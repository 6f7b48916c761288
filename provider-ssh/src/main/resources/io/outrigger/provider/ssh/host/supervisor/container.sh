# --- container -------------------------------------------------------------------------------------------------------

# Starts the container; its output goes through the pump.
launch() {
    mkdir -p "$dir/logs"
    rm -f "$dir/termination-log"
    { printf '' >"$dir/termination-log" && chmod 666 "$dir/termination-log"; } 2>/dev/null
    for found in "$dir"/logs/*; do
        number=${found##*/}
        number=${number%%.*}
        case $number in '' | *[!0-9]*) continue ;; esac
        [ "$number" -lt $((restarts - 1)) ] && rm -f "$found"
    done
    # A container that runs has a log, if only an empty one.
    { printf '' >"$dir/logs/$restarts.0.log"; } 2>/dev/null
    [ -p "$dir/output" ] || mkfifo -m 600 "$dir/output" 2>/dev/null
    open_input
    started=$(date +%s)
    if [ -p "$dir/output" ]; then
        pump "$dir/logs/$restarts" <"$dir/output" >/dev/null 2>&1 &
        pump_pid=$!
        $detach "$shell" "$dir/run" "$shell" <"$input" >"$dir/output" 2>&1 &
        pid=$!
    else
        # No pipe can be made on a full disk: running without a log is better than not running.
        pump_pid=
        $detach "$shell" "$dir/run" "$shell" <"$input" >/dev/null 2>&1 &
        pid=$!
    fi
    start_ticks "$pid"
    pid_ticks=$ticks
    pid_boot=$boot_id
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

# Follows a stop or restart request for the running container.
obey() {
    request=
    if stopping; then
        request=$deadline
    elif [ -e "$dir/restart" ]; then
        { read -r request <"$dir/restart"; } 2>/dev/null
    fi
    case $request in '' | *[!0-9]*) return 0 ;; esac
    [ "$request" = "$obeyed" ] && return 0
    # Only the first process is asked, as in a container: it knows how its children should end.
    [ -z "$obeyed" ] && kill -s TERM "$pid" 2>/dev/null
    obeyed=$request
    [ -n "$killer" ] && kill "$killer" 2>/dev/null
    left=$((request - $(date +%s)))
    if [ "$left" -le 0 ]; then
        kill -s KILL -- "-$pid" 2>/dev/null
        killer=
        return 0
    fi
    kill_after "$left" "-$pid"
    killer=$timer
}

# Keeps how the instance before ended, for an instance that has ended too.
remember_exit() {
    last_exit=$exit_code
    last_reason=$exit_reason
    last_started=$exit_started
    last_finished=$exit_finished
}

# Waits for the running container and sets exit_code and exit_reason.
await() {
    remember_exit
    obeyed=
    killer=
    signalled=
    obey
    if [ "$adopted" = yes ]; then
        while alive "$pid" "$pid_ticks" "$pid_boot"; do
            doze 1
            obey
        done
        # Only a parent learns the exit code.
        exit_code=137
        exit_reason=ContainerStatusUnknown
    else
        exit_code=
        while :; do
            [ -z "$signalled" ] && wait "$pid"
            code=$?
            # 127: it had been collected by the call before, which a signal made look interrupted.
            if [ -z "$exit_code" ] || [ "$code" -ne 127 ]; then exit_code=$code; fi
            [ -n "$signalled" ] || break
            signalled=
            obey
        done
        exit_reason=Error
        [ "$exit_code" -eq 0 ] && exit_reason=Completed
    fi
    [ -n "$killer" ] && kill "$killer" 2>/dev/null
    # As in a container, nothing outlives the first process.
    kill -s KILL -- "-$pid" 2>/dev/null
    if [ -n "$pump_pid" ]; then
        # The log is complete before the end is told, unless a stray process keeps the pipe open.
        kill_after 2 "$pump_pid"
        while kill -0 "$pump_pid" 2>/dev/null; do wait "$pump_pid"; done
        kill "$timer" 2>/dev/null
    fi
    pump_pid=
}

# Whether policy wants another start after the last exit.
wants_restart() {
    [ "$role" = init ] && [ "$exit_code" -eq 0 ] && return 1
    case $policy in
    Always) return 0 ;;
    OnFailure) [ "$exit_code" -ne 0 ] ;;
    *) return 1 ;;
    esac
}

# Looks after a container until it is not to be started again; fails if it failed.
# $1 is an entry of the plan, NAME:RESTARTS:MESSAGE, and $2 its role.
tend() {
    name=${1%%:*}
    base=${1#*:}
    message_from=${base#*:}
    base=${base%%:*}
    role=$2
    dir=containers/$name
    pump_pid=
    adopted=no
    signalled=
    tended=no
    [ -e "$dir/runner" ] && tended=yes
    hold "$dir/runner"
    if [ "${leave_supervisor:-no}" = yes ]; then
        leave_supervisor=no
        rm -f supervisor
    fi
    load
    if [ "$phase" = running ] && ! alive "$pid" "$pid_ticks" "$pid_boot"; then
        phase=lost
    fi
    if [ "$tended" = yes ] && [ "$phase" != running ] && [ "$phase" != terminated ]; then
        # The shell before this one may have died after it started the container and before it said so.
        find_running && started=$(date +%s)
    fi
    [ "$phase" = running ] && adopted=yes
    case $phase in
    running) publish ;;
    lost)
        remember_exit
        exit_code=137
        exit_reason=ContainerStatusUnknown
        exited
        ;;
    backoff) await_turn ;;
    esac
    while [ "$phase" != terminated ] && [ "$phase" != stopped ]; do
        if [ "$adopted" = no ]; then
            # Between two instances, and before the first one.
            if stopping; then
                phase=stopped
                [ -n "$exit_code" ] && phase=terminated
                publish
                return 1
            fi
            # Somebody removed the pod's directory from under it; one that was only moved still has its files.
            [ -e "$dir/run" ] || return 1
            launch
            phase=running
            publish
        fi
        await
        adopted=no
        exited || break
    done
    [ "${exit_code:-1}" = 0 ]
}

# Keeps what the container said about its end: its own file, or the end of its log if it failed and the pod wants that.
keep_message() {
    if [ -s "$dir/termination-log" ]; then
        head -c 4096 "$dir/termination-log" >"$dir/message" 2>/dev/null
        return 0
    fi
    rm -f "$dir/message"
    [ "$message_from" = logs ] && [ "$exit_code" -ne 0 ] || return 0
    newest=
    for found in "$dir/logs/$restarts".*.log; do
        number=${found%.log}
        number=${number##*.}
        case $number in '' | *[!0-9]*) continue ;; esac
        [ "$number" -ge "${newest:-0}" ] && newest=$number
    done
    [ -n "$newest" ] || return 0
    tail -n 80 "$dir/logs/$restarts.$newest.log" 2>/dev/null | cut -d ' ' -f 2- | tail -c 2048 >"$dir/message" 2>/dev/null
}

# After an exit: succeeds when the container is to be started again, and waits its turn before.
exited() {
    exit_started=$started
    exit_finished=$(date +%s)
    end_commands
    keep_message
    save "$dir/logs/$restarts.ended" "$exit_code"
    if [ -e "$dir/restart" ] && ! stopping; then
        rm -f "$dir/restart"
        backoff=0
        restarts=$((restarts + 1))
        return 0
    fi
    if stopping || ! wants_restart; then
        phase=terminated
        publish
        return 1
    fi
    [ $((exit_finished - exit_started)) -ge "$backoff_reset" ] && backoff=0
    delay=$backoff
    backoff=$((backoff * 2))
    [ "$backoff" -eq 0 ] && backoff=$backoff_base
    [ "$backoff" -gt "$backoff_cap" ] && backoff=$backoff_cap
    if [ "$delay" -eq 0 ]; then
        restarts=$((restarts + 1))
        return 0
    fi
    phase=backoff
    publish
    await_turn
}

# Sits out the back-off; fails when the pod is stopped meanwhile.
await_turn() {
    while :; do
        if stopping; then
            phase=terminated
            publish
            return 1
        fi
        left=$((exit_finished + delay - $(date +%s)))
        if [ "$left" -le 0 ] || [ -e "$dir/restart" ]; then
            rm -f "$dir/restart"
            restarts=$((restarts + 1))
            return 0
        fi
        # A clock that was set back must not make the wait longer.
        [ "$left" -gt "$delay" ] && left=$delay
        doze "$left"
    done
}
