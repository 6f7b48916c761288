# --- pod -------------------------------------------------------------------------------------------------------------

# Reads the plan: what to run, in which order, and how to restart it. Fails when it is damaged: nothing is then started,
# what runs goes on, and the next apply writes the plan again.
read_plan() {
    policy=Always
    backoff_base=10
    backoff_cap=300
    backoff_reset=600
    log_bytes=10485760
    log_files=5
    engine=
    processes=own
    inits=
    sidecars=
    apps=
    hooks=
    gates=
    signals=
    policies=
    rules=
    volume_limits=
    layer_limits=
    pod_grace=30
    planned=
    regular plan || return 1
    while read -r word first second third; do
        case $word in
        policy) policy=$first ;;
        backoff)
            backoff_base=$first
            backoff_cap=$second
            backoff_reset=$third
            ;;
        logs)
            log_bytes=$first
            log_files=$second
            ;;
        engine)
            engine=$first
            processes=$second
            ;;
        init) inits="$inits $first:$second:$third" ;;
        sidecar)
            inits="$inits $first:$second:$third"
            sidecars="$sidecars $first"
            ;;
        app) apps="$apps $first:$second:$third" ;;
        hook) hooks="$hooks $first" ;;
        gate) gates="$gates $first:$second" ;;
        signal) signals="$signals $first:$second" ;;
        policy-of) policies="$policies $first:$second" ;;
        rule) rules="$rules $first:$second:$third" ;;
        limit) volume_limits="$volume_limits $first:$second:$third" ;;
        layer) layer_limits="$layer_limits $first:$second:$third" ;;
        grace) pod_grace=$first ;;
        '#') planned=$first ;;
        esac
    done <plan
    [ "$planned" = end ] && numbers "$backoff_base" "$backoff_cap" "$backoff_reset" "$log_bytes" "$log_files" \
        "$pod_grace"
}

# Runs the pod in the working directory: init containers one after the other, then all others at once. A sidecar is an
# init container that does not end: the next one is started when it has started.
supervise() {
    shell=$1
    tools=../../bin/$2
    trap 'signalled=yes' USR1 INT HUP
    trap 'go_down' TERM
    read_plan || exit 1
    [ -n "$engine" ] || choose_detach || exit 1
    pump_kind=
    { read -r pump_kind <../../bin/pump; } 2>/dev/null
    case $pump_kind in perl | python3 | mawk | awk | gawk) ;; *) choose_pump 2>/dev/null ;; esac
    [ -z "$engine" ] || find_engine
    for each in $(ephemerals); do
        { read -r message_from <"containers/$each/ephemeral"; } 2>/dev/null
        holder_alive "containers/$each/runner" || tend_apart "$each:0:${message_from:-file}" ephemeral
    done
    measure_apart
    leave_sandbox
    # Two may have been started at once, because whoever starts one does not wait until it says so. One that still looks
    # after an init container goes when all are to begin again.
    until lock_pod; do
        restarting_all || exit 0
        doze 1
    done
    begin_again
    gather
    ! stopping || give_up
    for entry in $inits; do
        if is_sidecar "${entry%%:*}"; then
            holder_alive "containers/${entry%%:*}/runner" || tend_apart "$entry" sidecar
            await_started "${entry%%:*}" || exit 0
        else
            # Only the last failure comes back, or a stop: no later container may start.
            tend "$entry" init || exit 0
        fi
    done
    first=
    for entry in $apps; do
        holder_alive "containers/${entry%%:*}/runner" && continue
        if [ -z "$first" ]; then
            first=$entry
        else
            tend_apart "$entry" app
        fi
    done
    # From here on every container has a shell of its own, and each of them may be replaced alone.
    leave_supervisor=yes
    [ -z "$first" ] || tend "$first" app
    # The other containers are looked after by shells of their own.
    exit 0
}

# Prints the names of the containers that were added to the pod while it ran. They wait for nobody.
ephemerals() {
    for each_added in containers/*/ephemeral; do
        [ -e "$each_added" ] || continue
        each_added=${each_added%/ephemeral}
        printf '%s\n' "${each_added#containers/}"
    done
}

# Looks after a container in a shell of its own.
tend_apart() {
    (
        unlock_pod
        trap 'signalled=yes' USR1 INT HUP
        trap 'go_down' TERM
        tend "$@"
    ) &
}

# Whether somebody looks after every container that still needs it, and all files say so.
supervised() {
    for each in containers/*; do
        phase_of "${each##*/}"
        [ "$phase" = damaged ] && return 1
        [ -e "$each/ephemeral" ] || continue
        case $phase in terminated | stopped) ;; *) holder_alive "$each/runner" || return 1 ;; esac
    done
    if ! read_plan; then
        holder_alive supervisor
        return
    fi
    measured || return 1
    ! sandbox_lost || return 1
    holder_alive supervisor && return 0
    if [ -e stop ]; then
        for each in $inits $apps; do
            phase_of "${each%%:*}"
            case $phase in running | backoff | again) holder_alive "containers/${each%%:*}/runner" || return 1 ;; esac
        done
        return 0
    fi
    for each in $inits; do
        phase_of "${each%%:*}"
        if is_sidecar "${each%%:*}"; then
            [ "$phase" = terminated ] || holder_alive "containers/${each%%:*}/runner" || return 1
            continue
        fi
        [ "$phase" = terminated ] && [ "$exit_code" = 0 ] && continue
        [ "$phase" = terminated ]
        return
    done
    for each in $apps; do
        phase_of "${each%%:*}"
        [ "$phase" = terminated ] && continue
        holder_alive "containers/${each%%:*}/runner" || return 1
    done
}

# Whether nobody ever looked after anything here.
fresh() {
    for each in stop supervisor containers/*/runner; do
        if [ -e "$each" ] || [ -h "$each" ]; then return 1; fi
    done
}

start() {
    fresh || set_aside
    # An apply has written them again.
    forget_credentials
    supervised && return 0
    # Who lives writes again what was damaged.
    wake
    begin_supervising
}

# Starts a supervisor that is nobody's child.
begin_supervising() {
    [ -n "$detach" ] || choose_detach || exit 1
    programs=${0%/*}
    # shellcheck disable=SC2086
    env -i PATH="$PATH" ${HOME:+"HOME=$HOME"} LC_ALL=C OUTRIGGER_POD="$OUTRIGGER_POD" \
        $detach "$shell" "$0" supervise "$shell" "${programs##*/}" </dev/null >/dev/null 2>&1 7<&- 8<&- 9<&- &
}

# Wakes every shell that looks after something here.
wake() {
    for holder in supervisor containers/*/runner; do
        holder_alive "$holder" && kill -s USR1 "$identity" 2>/dev/null
    done
}

# A signal that comes between two commands of a shell may go unnoticed until the next one.
wake_twice() {
    wake
    (
        sleep 1
        wake
    ) </dev/null >/dev/null 2>&1 &
}

stop() {
    fresh || set_aside
    latest=$(($(date +%s) + $1))
    read_deadline stop
    # A grace is never made longer.
    if [ -z "$deadline" ] || [ "$latest" -lt "$deadline" ]; then deadline=$latest; fi
    if ! save stop "$deadline"; then
        echo "$PWD/stop cannot be written; free some disk space" >&2
        exit 1
    fi
    wake_twice
    start
    notify
}

restart() {
    [ -d "containers/$1" ] || exit 0
    save "containers/$1/restart" "$(($(date +%s) + $2))" || exit 1
    wake_twice
}

destroy() {
    # Half of it would look damaged to whoever reads it now; on a full disk it is all that can be had.
    save stop 0 || { printf '0\n' >stop; } 2>/dev/null
    rounds=0
    while :; do
        found_any=
        # Runners first, so that nothing is started again.
        for holder in supervisor measurer containers/*/runner; do
            if holder_alive "$holder"; then
                found_any=yes
                kill -s KILL "$identity" 2>/dev/null
            fi
        done
        for found in $(marked "$OUTRIGGER_POD"); do
            if [ "$found" != "$$" ] && start_ticks "$found"; then
                found_any=yes
                kill -s KILL "$found" 2>/dev/null
            fi
        done
        [ -n "$found_any" ] || break
        rounds=$((rounds + 1))
        if [ "$rounds" -gt 10 ]; then
            echo "processes of pod $OUTRIGGER_POD cannot be killed" >&2
            exit 1
        fi
        [ "$rounds" -lt 3 ] || sleep 1
    done
    engine_of_pod
    if [ -n "$engine" ]; then
        leave_engine || exit 1
        release_volumes
    fi
    grave=../../trash/$OUTRIGGER_POD.$$
    mkdir -p ../../trash && mv "../$OUTRIGGER_POD" "$grave" || exit 1
    notify
    cd ../../trash && rm -rf "./$OUTRIGGER_POD.$$"
}
