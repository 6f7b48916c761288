# --- container -------------------------------------------------------------------------------------------------------

# Follows a request to stop, restart or resize the running container.
obey() {
    put_in_force
    end_requested || return 0
    [ "$request" = "$obeyed" ] && return 0
    alive "$pid" "$pid_ticks" "$pid_boot" || return 0
    if [ -z "$obeyed" ]; then
        held_back && return 0
        # Only the first process is asked, as in a container: it knows how its children should end.
        ask_to_end
    fi
    obeyed=$request
    [ -n "$killer" ] && kill "$killer" 2>/dev/null
    killer=
    [ "$request" = unknown ] && return 0
    left=$((request - $(date +%s)))
    [ "$left" -ge "$least" ] || left=$least
    if [ "$left" -le 0 ]; then
        force_to_end
        return 0
    fi
    kill_after "$left" "$pid_ticks" "-$pid"
    killer=$timer
}

force_to_end() {
    kill -s KILL -- "-$pid" 2>/dev/null
    [ -z "$engine" ] || kill_in_engine
}

# Writes again what somebody damaged: this shell knows the state and itself.
mend() {
    signalled=
    holds "$dir/state" "$published" || publish
    holds "$dir/runner" "$held" || hold "$dir/runner"
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
    obeyed=
    killer=
    awaited=
    least=0
    idle_since=
    if [ -n "$engine" ]; then
        await_in_engine
    elif [ "$adopted" = yes ]; then
        while alive "$pid" "$pid_ticks" "$pid_boot"; do
            obey
            doze 1
            [ -z "$signalled" ] || mend
        done
        remember_exit
        # Only a parent learns the exit code.
        exit_code=137
        exit_reason=ContainerStatusUnknown
    else
        signalled=
        obey
        code=
        while :; do
            if [ -z "$signalled" ]; then
                wait "$pid"
                waited=$?
                # 127: it had been collected by the call before, which a signal made look interrupted.
                if [ -z "$code" ] || [ "$waited" -ne 127 ]; then code=$waited; fi
            fi
            if [ -z "$signalled" ]; then
                alive "$pid" "$pid_ticks" "$pid_boot" || break
                # Bash may lose the trap of a signal that ends the waiting; who lives has not ended.
                signalled=yes
            fi
            mend
            obey
        done
        remember_exit
        exit_code=$code
        exit_reason=Error
        [ "$exit_code" -eq 0 ] && exit_reason=Completed
    fi
    [ -n "$killer" ] && kill "$killer" 2>/dev/null
    # As in a container, nothing outlives the first process.
    [ -z "$pid" ] || taken_over "$pid" "$pid_ticks" || kill -s KILL -- "-$pid" 2>/dev/null
    # The log is complete before the end is told.
    end_pump
}

# Whether policy wants another start after the last exit.
wants_restart() {
    [ "$role" = init ] && [ "$exit_code" -eq 0 ] && return 1
    case $role in
    ephemeral) return 1 ;;
    sidecar)
        ! unneeded
        return
        ;;
    esac
    own_policy=$policy
    case "$policies " in
    *" $name:"*)
        own_policy=${policies##*" $name:"}
        own_policy=${own_policy%% *}
        ;;
    esac
    apply_rules
    [ -z "$ruled" ] || return 0
    case $own_policy in
    Always) return 0 ;;
    OnFailure) [ "$exit_code" -ne 0 ] || [ -n "$failed" ] ;;
    *) return 1 ;;
    esac
}

# Sets ruled to what the first rule that the last exit code meets wants: restart, all, or nothing when none does.
apply_rules() {
    ruled=
    for rule in $rules; do
        [ "${rule%%:*}" = "$name" ] || continue
        rule=${rule#*:}
        operator=${rule%%:*}
        listed=no
        case ",${rule#*:}," in *",$exit_code,"*) listed=yes ;; esac
        case ${operator%All}-$listed in
        In-yes | NotIn-no)
            ruled=restart
            [ "$operator" = "${operator%All}" ] || ruled=all
            return
            ;;
        esac
    done
}

# Looks after a container until it is not to be started again; fails if it failed, or if another shell looks after it.
# $1 is an entry of the plan, NAME:RESTARTS:MESSAGE, and $2 its role.
tend() {
    name=${1%%:*}
    base=${1#*:}
    message_from=${base#*:}
    base=${base%%:*}
    role=$2
    dir=containers/$name
    tended=no
    [ -e "$dir/runner" ] && tended=yes
    [ -d "$dir" ] && lock_container || return 1
    if [ "${leave_supervisor:-no}" = yes ]; then
        leave_supervisor=no
        rm -f supervisor
        unlock_pod
    fi
    adopt
    run_on
    wake_sidecars
    unlock_container
    [ "$phase" = terminated ] && [ "${exit_code:-1}" = 0 ]
}

# Takes the container over from the shell that looked after it before, if there was one.
adopt() {
    pump_pid=
    adopted=no
    signalled=
    start_error=
    out_of_memory=
    kills=
    load
    if [ "$phase" = running ] && ! alive "$pid" "$pid_ticks" "$pid_boot"; then
        ! going_down || exit 0
        phase=lost
    fi
    if [ "$tended" = yes ] && [ "$phase" != running ] && [ "$phase" != terminated ]; then
        # The shell before this one may have died after it started the container and before it said so.
        find_running && started=$(date +%s)
    fi
    case $phase in
    running)
        adopted=yes
        claim_resources
        publish
        ;;
    lost)
        remember_exit
        exit_code=137
        exit_reason=ContainerStatusUnknown
        [ -z "$engine" ] || exit_in_engine
        exited
        ;;
    ended)
        exit_reason=Error
        [ "$exit_code" -eq 0 ] && exit_reason=Completed
        exited
        ;;
    backoff) await_turn ;;
    esac
}

# Starts the container, if it does not run, and waits for its end, as often as the pod wants.
run_on() {
    while [ "$phase" != terminated ]; do
        if [ "$adopted" = no ]; then
            # Between two instances, and before the first one.
            if interrupted; then
                stand_by
                return 0
            fi
            if stopping || unneeded; then
                phase=stopped
                [ -n "$exit_code" ] && phase=terminated
                publish
                return 0
            fi
            if ! whole "$dir/run" || { [ -n "$engine" ] && ! whole "$dir/image"; }; then
                # Somebody removed the pod's directory from under it, or the next apply will write the file again.
                [ "$phase" = unready ] || [ ! -d "$dir" ] && return 0
                phase=unready
                publish
                return 0
            fi
            ending=
            # It fails when something has changed while the image was fetched.
            launch || continue
            phase=running
            # What could not be started has never run.
            [ -n "$start_error" ] || publish
            [ "$role" = sidecar ] && holder_alive supervisor && kill -s USR1 "$identity" 2>/dev/null
        fi
        await
        adopted=no
        ! going_down || exit 0
        exited || break
    done
}

# Keeps what the container said about its end: its own file, or the end of its log if it failed and the pod wants that.
keep_message() {
    rm -rf "$dir/message"
    if [ -s "$dir/termination-log" ] && regular "$dir/termination-log"; then
        head -c 4096 "$dir/termination-log" >"$dir/message" 2>/dev/null
        return 0
    fi
    [ "$message_from" = logs ] && [ "$exit_code" -ne 0 ] || return 0
    newest=
    for found in "$dir/logs/$restarts".*.log; do
        number=${found%.log}
        number=${number##*.}
        numbers "$number" || continue
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
    trim_journal
    save "$dir/logs/$restarts.ended" "$exit_code"
    failed=
    wanted=
    if [ -e "$dir/restart" ] && ! stopping; then
        restart_wanted
        rm -rf "$dir/restart"
    fi
    ruled=
    [ "$wanted" = start ] || called_off || apply_rules
    if [ "$ruled" = all ]; then
        pace
        restart_all "$delay"
    fi
    if interrupted; then
        end_with_all
        return 1
    fi
    if [ "$wanted" = start ]; then
        backoff=0
        restarts=$((restarts + 1))
        return 0
    fi
    if stopping || ! wants_restart; then
        phase=terminated
        publish
        return 1
    fi
    pace
    if [ "$delay" -eq 0 ]; then
        restarts=$((restarts + 1))
        return 0
    fi
    phase=backoff
    publish
    await_turn
}

# Sets delay to how long the next start has to wait, and backoff to how long the one after it will.
pace() {
    [ $((exit_finished - exit_started)) -ge "$backoff_reset" ] && backoff=0
    delay=$backoff
    backoff=$((backoff * 2))
    [ "$backoff" -eq 0 ] && backoff=$backoff_base
    [ "$backoff" -gt "$backoff_cap" ] && backoff=$backoff_cap
}

# Whether this is a container that is there for others, and nobody needs it any more.
unneeded() {
    case $role in
    sidecar | ephemeral) nothing_to_serve ;;
    *) return 1 ;;
    esac
}

# Sits out the back-off; fails when the pod is stopped or begins again meanwhile.
await_turn() {
    while :; do
        if interrupted; then
            restarts=$((restarts + 1))
            stand_by
            return 1
        fi
        if stopping || unneeded; then
            phase=terminated
            publish
            return 1
        fi
        left=$((exit_finished + delay - $(date +%s)))
        if [ "$left" -le 0 ] || { restart_wanted && [ "$wanted" = start ]; }; then
            rm -rf "$dir/restart"
            restarts=$((restarts + 1))
            return 0
        fi
        # A clock that was set back must not make the wait longer.
        [ "$left" -gt "$delay" ] && left=$delay
        doze "$left"
        [ -z "$signalled" ] || mend
    done
}
