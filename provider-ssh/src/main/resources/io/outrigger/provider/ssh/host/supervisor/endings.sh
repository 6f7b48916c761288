# --- when a container may be ended -----------------------------------------------------------------------------------

# Sets request to the time at which the running container has to be gone; fails when nobody wants its end.
end_requested() {
    if stopping; then
        # A deadline that is not known is waited for: nobody is killed on a guess.
        request=${deadline:-unknown}
    elif interrupted; then
        request=$(date +%s)
    elif unneeded; then
        [ -n "$idle_since" ] || idle_since=$(date +%s)
        request=$((idle_since + pod_grace))
    else
        restart_wanted && [ -n "$deadline" ] || return 1
        request=$deadline
    fi
}

# Whether the container may not be asked to end yet, because its hook has not run or because what it serves has not ended.
# Then it is looked at again when its time is over, at the latest; what was held back so long has two seconds left.
held_back() {
    [ "$request" = unknown ] && return 1
    left=$((request - $(date +%s)))
    [ "$left" -gt 0 ] || return 1
    if hook_pending; then
        if [ "$ending" != hook ]; then
            ending=hook
            publish
        fi
    elif [ "$role" != sidecar ] || its_turn; then
        return 1
    fi
    least=2
    if [ "$request" != "$awaited" ]; then
        awaited=$request
        [ -n "$killer" ] && kill "$killer" 2>/dev/null
        own_pid
        start_ticks "$own"
        kill_after "$left" "$ticks" "$own" USR1
        killer=$timer
    fi
}

# Whether the container has a hook that runs before its end and has not yet.
hook_pending() {
    case "$hooks " in
    *" $name "*) ! marked_yes "$name" prestop "$restarts" ;;
    *) return 1 ;;
    esac
}

# Whether container $1 is a sidecar.
is_sidecar() {
    case "$sidecars " in *" $1 "*) return 0 ;; esac
    return 1
}

# Whether all that a sidecar serves has ended for good: the containers of the pod, or an init container that failed.
nothing_to_serve() (
    for each in $inits; do
        is_sidecar "${each%%:*}" && continue
        phase_of "${each%%:*}"
        [ "$phase" = terminated ] && [ "$exit_code" != 0 ] && exit 0
    done
    for each in $apps; do
        phase_of "${each%%:*}"
        [ "$phase" = terminated ] || exit 1
    done
    exit 0
)

# Whether it is a sidecar's turn to end: everything that was started after it has.
its_turn() (
    later=
    for each in $inits $apps; do
        each=${each%%:*}
        if [ "$each" = "$name" ]; then
            later=yes
        elif [ -n "$later" ]; then
            phase_of "$each"
            alive "$pid" "$pid_ticks" "$pid_boot" && exit 1
        fi
    done
    exit 0
)

# Tells the shells that look after what serves others that something has ended.
wake_sidecars() {
    for each in $sidecars $(ephemerals); do
        holder_alive "containers/$each/runner" && kill -s USR1 "$identity" 2>/dev/null
    done
}

# Waits until sidecar $1 has started; fails when the pod is to stop, or to begin again, before. Once a later container was
# started, a sidecar that is started again keeps nobody waiting.
await_started() {
    for each in $apps; do
        [ -e "containers/${each%%:*}/state" ] || continue
        phase_of "${each%%:*}"
        [ "$phase" = again ] || return 0
    done
    while ! stopping && ! restarting_all; do
        phase_of "$1"
        if [ "$phase" = running ]; then
            gate=
            case "$gates " in *" $1:"*) gate=${gates##*" $1:"} ;; esac
            [ -n "$gate" ] || return 0
            marked_yes "$1" "${gate%% *}" "$instance" && return 0
        fi
        doze 1
    done
    return 1
}

# Asks a container to end, by the signal that the pod wants.
ask_to_end() {
    signal=
    case "$signals " in
    *" $name:"*)
        signal=${signals##*" $name:"}
        signal=${signal%% *}
        ;;
    esac
    if [ -n "$engine" ]; then
        ask_engine_to_end "$signal"
    else
        kill -s "${signal:-TERM}" "$pid" 2>/dev/null
    fi
}
