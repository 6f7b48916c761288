# --- state of a container --------------------------------------------------------------------------------------------

# Reads a container's state into variables; when the file is damaged, what else is on the host must tell.
load() {
    forget
    restarts=$base
    if ! regular "$dir/state"; then
        # Nothing was ever started without a log.
        [ -d "$dir/logs" ] && recover
        return 0
    fi
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
        waiting) waiting=$value ;;
        why) why=$value ;;
        image_id) image_id=$value ;;
        pull) pull=$value ;;
        given) given=$value ;;
        resize_problem) resize_problem=$value ;;
        delay) delay=$value ;;
        backoff) backoff=$value ;;
        end) complete=$value ;;
        esac
    done <"$dir/state"
    [ "$complete" = state ] &&
        numbers "$restarts" "${pull%% *}" "$started" "$exit_started" "$exit_finished" "$last_started" "$last_finished" "$delay" \
            "$backoff" "${exit_code:-0}" "${last_exit:-0}" || recover
}

# A container of which nothing is known.
forget() {
    phase=new
    pid=
    pid_ticks=
    pid_boot=
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
    waiting=
    why=
    image_id=
    pull=0
    given=
    resize_problem=
    ending=
    complete=
    published=
}

# The state file is damaged. The logs tell which instance was the last one and whether and how it ended, the mark in the
# environment tells what runs, and what is not known is not made up.
recover() {
    forget
    started=$(date +%s)
    restarts=$base
    for found in "$dir"/logs/*.log; do
        number=${found##*/}
        number=${number%%.*}
        numbers "$number" || continue
        [ "$number" -gt "$restarts" ] && restarts=$number
        phase=lost
    done
    [ "$restarts" -gt "$base" ] && backoff=$backoff_base
    [ "$phase" = lost ] || return 0
    find_running && return 0
    { read -r exit_code <"$dir/logs/$restarts.ended"; } 2>/dev/null && numbers "$exit_code" && phase=ended && return 0
    exit_code=
}

# Looks for the container by the mark in its environment, for when no file tells what runs.
find_running() {
    if [ -n "$engine" ]; then
        name_in_engine
        running_in_engine
        return
    fi
    for candidate in $(marked "$OUTRIGGER_POD"); do
        if { tr '\n\0' '\001\n' <"/proc/$candidate/environ" | grep -qx "OUTRIGGER_CONTAINER=$name"; } 2>/dev/null &&
            start_ticks "$candidate"; then
            # shellcheck disable=SC2086 # the fields of the line are wanted apart
            set -- $stat_text
            # The first process leads its session.
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
    published="phase $phase
pid $pid
ticks $pid_ticks
boot $pid_boot
restarts $restarts
started $started
exit $exit_code
reason $exit_reason
exit_started $exit_started
exit_finished $exit_finished
ending $ending
last_exit $last_exit
last_reason $last_reason
last_started $last_started
last_finished $last_finished
delay $delay
backoff $backoff
waiting $waiting
why $why
image_id $image_id
pull $pull
given $given
resize_problem $resize_problem
end state"
    until save "$dir/state" "$published"; do
        [ "$phase" = terminated ] && [ -d "$dir" ] || break
        sleep 5
    done
    notify
}

# Sets phase, exit_code, instance and process to those of container $1; the phase is "damaged" when its file does not tell.
phase_of() {
    phase=new
    exit_code=
    instance=
    pid=
    pid_ticks=
    pid_boot=
    complete=
    if regular "containers/$1/state"; then
        {
            while read -r key value; do
                case $key in
                phase) phase=$value ;;
                exit) exit_code=$value ;;
                restarts) instance=$value ;;
                pid) pid=$value ;;
                ticks) pid_ticks=$value ;;
                boot) pid_boot=$value ;;
                end) complete=$value ;;
                esac
            done <"containers/$1/state"
        } 2>/dev/null
        [ "$complete" = state ] || phase=damaged
    elif [ -e "containers/$1/state" ] || [ -h "containers/$1/state" ]; then
        phase=damaged
    elif [ -d "containers/$1/logs" ] && ! holder_alive "containers/$1/runner"; then
        # It was started once; while it is being started for the first time, a shell looks after it.
        phase=damaged
    fi
    return 0
}

# Sets engine_name to what an engine calls this instance of the container.
name_in_engine() {
    engine_name=outrigger-$OUTRIGGER_POD-$name-$restarts
}
