# --- container engine ------------------------------------------------------------------------------------------------
#
# With an engine (podman, docker or nerdctl) a container is started by a client that ends at once; from then on the
# runner waits for the end of its output and asks the engine how it ended. The engine itself restarts nothing. "engine"
# is its name, and empty for plain processes.

# Sets engine_path to the engine's program, and limiter to what can end a call which hangs.
find_engine() {
    known_engine=
    engine_path=
    { read -r known_engine engine_path known_version <../../bin/engine; } 2>/dev/null
    [ "$known_engine" = "$engine" ] || engine_path=$engine
    choose_limiter
}

choose_limiter() {
    if command -v timeout >/dev/null 2>&1; then
        limiter=timeout
    elif command -v perl >/dev/null 2>&1; then
        limiter=perl
    else
        limiter=none
    fi
    # A login has it, a supervisor that was started by none does not; an engine without root looks there for its state.
    [ -n "${XDG_RUNTIME_DIR:-}" ] || [ ! -d "/run/user/$(id -u)" ] || export XDG_RUNTIME_DIR="/run/user/$(id -u)"
}

# Runs a command that is killed after $1 seconds. No lock may stay with what it leaves running.
bounded() {
    case $limiter in
    timeout) timeout -s KILL "$@" ;;
    # shellcheck disable=SC2016
    perl) perl -e 'alarm(shift); exec(@ARGV)' "$@" ;;
    *)
        shift
        "$@"
        ;;
    esac 7<&- 8<&- 9<&-
}

# Calls the engine.
ask() {
    bounded 60 "$engine_path" "$@"
}

# Runs a command to its end and sets said to the last words of its answer, however long that is; returns its code.
hear() {
    said=$({
        "$@" 2>&1
        printf ' %s' "$?"
    } | tail -c 4096)
    heard_code=${said##* }
    said=${said% *}
    numbers "$heard_code" || heard_code=1
    return "$heard_code"
}

# The same for what is asked for values: engines warn of this and that on the other output. A failure is told whole.
learn() {
    hear quietly "$@" || hear "$@"
}

quietly() {
    "$@" 2>/dev/null
}

# Prints the only word of an answer.
one_word() {
    printf '%s' "$1" | tr -d '[:space:]'
}

# Tells that the container waits, why in a word of the kubelet's and in a sentence, and waits $3 seconds; fails when it may
# not be started any more.
hold_back() {
    signalled=
    phase=waiting
    waiting=$1
    why=$(one_line "$2")
    publish
    until_then=$(($(date +%s) + $3))
    while :; do
        called_off && return 1
        # Another image or command was given.
        if [ -e "$dir/restart" ]; then
            rm -rf "$dir/restart"
            return 0
        fi
        left=$((until_then - $(date +%s)))
        [ "$left" -gt 0 ] || return 0
        [ "$left" -le "$3" ] || left=$3
        doze "$left"
        [ -z "$signalled" ] || mend
    done
}

# Sets retry to the next back-off of something that fails.
back_off() {
    retry=$((retry * 2))
    [ "$retry" -le 300 ] || retry=300
}

# Starts the container by the engine; fails when the pod is stopped before, or files of it are missing.
launch_in_engine() {
    waiting=
    why=
    retry=10
    while :; do
        called_off && return 1
        # What needs no sandbox is done while that is being made.
        begin_sandbox
        fetch_image && prepare_files
        fetched=$?
        end_begun_sandbox
        [ "$fetched" -eq 0 ] || return 1
        if ! sandbox_made; then
            hold_back CreatePodSandboxError "$problem" "$retry" || return 1
        elif create_in_engine; then
            return 0
        else
            hold_back CreateContainerError "$problem" "$retry" || return 1
        fi
        back_off
    done
}

# Makes and starts the container. Fails with problem set when the engine cannot make it; when only its command cannot be
# started, it counts as started and ended.
create_in_engine() {
    name_in_engine
    remove_earlier
    prepare_launch
    prepare_resources
    start_error=
    out_of_memory=
    kills=
    pid=
    pid_ticks=
    pid_boot=$boot_id
    output=$dir/said
    ! passes_streams || start_pump
    [ ! -e "$dir/pid" ] || rm -f "$dir/pid"
    bounded 120 "$shell" "$dir/run" run "$engine_name" "$engine_path" <"$input" >"$output" 2>&1
    code=$?
    if [ "$code" -ne 0 ]; then
        rm -f "$dir/environment"
        refused_by_engine "$code"
        return
    fi
    passes_streams || hand_on_output
    running_in_engine "$dir/pid" || true
    rm -f "$dir/environment" "$dir/pid"
}

# Whether the container itself writes to the pump and reads its input: with podman, unless it is on a terminal, which
# the engine keeps.
passes_streams() {
    [ "$engine" = podman ] && [ ! -e "$dir/terminal" ]
}

# Removes the instances that the engine may still have. What was made last stands in the file "made": one that nobody has
# ever asked for need not be looked for.
remove_earlier() {
    last_made=
    regular "$dir/made" && { read -r last_made <"$dir/made"; } 2>/dev/null
    # It is the present one where a shell died before it could say that it had made it.
    case $last_made in
    "outrigger-$OUTRIGGER_POD-$name-"*) ask rm -f "$last_made" >/dev/null 2>&1 ;;
    esac
    save "$dir/made" "$engine_name" || ask rm -f "$engine_name" >/dev/null 2>&1
}

# The engine keeps what the container writes, and a client hands it on to the pump until the container ends.
hand_on_output() {
    rm -f "$dir/said"
    start_pump
    "$engine_path" logs --follow "$engine_name" </dev/null >"$output" 2>&1 7<&- 8<&- 9<&- &
    start_ticks "$!"
    save "$dir/client" "$! $ticks $boot_id"
}

# Gives the client a moment to hand on the last words; some never end.
end_client() {
    [ -e "$dir/client" ] || return 0
    attempts=0
    while [ "$attempts" -lt 20 ] && holder_alive "$dir/client"; do
        attempts=$((attempts + 1))
        sleep 0.1 2>/dev/null || { sleep 1 && attempts=$((attempts + 9)); }
    done
    holder_alive "$dir/client" && kill -s KILL "$identity" 2>/dev/null
    rm -f "$dir/client"
}

# The client failed with code $1. Where the container would have written to the pump, the log holds the client's words.
refused_by_engine() {
    if passes_streams; then
        end_pump
        said=$(tail -n 3 "$dir/logs/$restarts.0.log" 2>/dev/null | cut -d ' ' -f 2- | tail -c 4096)
        { printf '' >"$dir/logs/$restarts.0.log"; } 2>/dev/null
    else
        said=$(tail -c 4096 "$dir/said" 2>/dev/null)
        rm -f "$dir/said"
    fi
    problem=$(essence "${said:-the engine gave no reason}")
    case $1 in
    126 | 127)
        start_error=yes
        printf '%s\n' "$problem" >"$dir/termination-log"
        return 0
        ;;
    esac
    ask rm -f "$engine_name" >/dev/null 2>&1
    return 1
}

# Sets the first process of the container, if it runs: the engine has just written its number to file $1, or is asked.
running_in_engine() {
    first_pid=
    if [ $# -gt 0 ] && [ -s "$1" ] && regular "$1"; then
        # Some write no line end.
        read -r first_pid <"$1" || :
    else
        learn ask inspect --format '{{.State.Pid}}' "$engine_name" || return 1
        first_pid=$(one_word "$said")
    fi
    numbers "$first_pid" && [ "$first_pid" -gt 0 ] && start_ticks "$first_pid" || return 1
    phase=running
    pid=$first_pid
    pid_ticks=$ticks
    pid_boot=$boot_id
    find_kills
    count_kills
}

# Waits for the end of a container of an engine: its first process and its output end together, as a rule.
await_in_engine() {
    signalled=
    [ "$adopted" = no ] || find_kills
    count_kills
    obey
    # The pump's end costs no looking. Processes that outlive the first one, as in a shared process table, keep it open,
    # and so does podman's client.
    if [ "$adopted" = no ] && [ -n "$pump_pid" ] && [ "$processes" = own ] && [ "$role" != ephemeral ] &&
        ! { [ "$engine" = podman ] && [ -e "$dir/terminal" ]; }; then
        while kill -0 "$pump_pid" 2>/dev/null; do
            [ -n "$signalled" ] || wait "$pump_pid"
            [ -z "$signalled" ] || mend
            obey
        done
        count_kills
    fi
    while alive "$pid" "$pid_ticks" "$pid_boot"; do
        count_kills
        obey
        doze 1
        [ -z "$signalled" ] || mend
    done
    end_client
    remember_exit
    if [ -n "$start_error" ]; then
        exit_code=128
        exit_reason=StartError
    else
        exit_in_engine
    fi
    start_error=
}

# Sets exit_code and exit_reason to what the engine knows of the end.
exit_in_engine() {
    name_in_engine
    asked_at=$(date +%s)
    while [ $(($(date +%s) - asked_at)) -lt 10 ]; do
        learn ask inspect --format '{{.State.Status}} {{.State.ExitCode}} {{.State.OOMKilled}}' "$engine_name"
        # shellcheck disable=SC2086
        set -- $said
        case $said in *[Nn]"o such "*) break ;; esac
        case ${1:-} in
        exited | stopped | dead)
            if numbers "${2:-}" && [ "$2" -le 255 ]; then
                exit_code=$2
                exit_reason=Error
                [ "$exit_code" -ne 0 ] || exit_reason=Completed
                # As runtimes do: a program may fail because one of its children was killed.
                [ "$exit_code" -eq 0 ] || [ -z "$out_of_memory" ] || exit_reason=OOMKilled
                [ "${3:-}" != true ] || exit_reason=OOMKilled
                return 0
            fi
            ;;
        esac
        # The engine's watcher writes the code a moment after the end.
        sleep 0.2 2>/dev/null || sleep 1
    done
    exit_code=137
    exit_reason=ContainerStatusUnknown
}

# Asks the running container to end, by signal $1 or, without one, by that of its image.
ask_engine_to_end() {
    name_in_engine
    stop_signal=$1
    [ -n "$stop_signal" ] || ! learn ask inspect --format '{{.Config.StopSignal}}' "$engine_name" ||
        stop_signal=$(one_word "$said")
    stop_signal=${stop_signal:-TERM}
    # The engine is needed for a process of another user's, and for a signal that this shell has no name for.
    kill -s "${stop_signal#SIG}" "$pid" 2>/dev/null ||
        ask kill --signal "$stop_signal" "$engine_name" >/dev/null 2>&1 || kill -s TERM "$pid" 2>/dev/null
}

# Kills the running container.
kill_in_engine() {
    kill -s KILL "$pid" 2>/dev/null && return
    name_in_engine
    ask kill --signal KILL "$engine_name" >/dev/null 2>&1
}

# Kills the container if $1 is its first process, which may be another user's.
kill_by_engine() {
    [ -z "$engine" ] || [ "$1" != "$pid" ] || kill_in_engine
}

# Removes all that the engine has of this pod; its images stay. When it cannot, the engine's words are in said.
leave_engine() {
    attempts=0
    while :; do
        attempts=$((attempts + 1))
        remove_from_engine && return 0
        if [ "$attempts" -ge 5 ]; then
            echo "$engine cannot remove the containers of pod $OUTRIGGER_POD: $(one_line "$said")" >&2
            return 1
        fi
        sleep 1
    done
}

remove_from_engine() {
    if [ "$engine" = podman ]; then
        # All of it is in the engine's pod. Without the time, the engine would wait for what ignores its signal.
        hear ask pod rm -f -i -t 0 "outrigger-$OUTRIGGER_POD"
        return
    fi
    learn ask ps -aq --filter "label=io.outrigger.uid=$OUTRIGGER_POD" || return 1
    # shellcheck disable=SC2086 # the engine's own numbers
    [ -z "$(one_word "$said")" ] || hear ask rm -f $said
}

# Sets engine to the one of this pod, also when its plan is damaged.
engine_of_pod() {
    read_plan
    if [ -z "$engine" ] && ! regular plan; then
        { read -r engine engine_path known_version <../../bin/engine; } 2>/dev/null
        case $engine in podman | docker | nerdctl) ;; *) engine= ;; esac
    fi
    [ -z "$engine" ] || find_engine
}

# Finds out once which engine this host has: $1 is the one to use, "auto" or nothing, $2 its program or nothing. Without
# one, containers are processes.
prepare_engine() {
    choose_limiter
    set -- "${1:-process}" "${2:-}"
    candidates=$1
    [ "$1" != auto ] || candidates='podman docker nerdctl'
    complaint=
    for engine in $candidates; do
        [ "$engine" != process ] || break
        engine_path=${2:-$engine}
        command -v "$engine_path" >/dev/null 2>&1 || continue
        # Its program may be there while nothing serves it.
        if hear ask ps -q; then
            if [ "$1" = auto ] && ! prepared_for_rootless; then
                complaint="$complaint; $engine: $obstacle"
                continue
            fi
            learn ask version --format '{{.Client.Version}}' || said=unknown
            version=$(one_word "$said")
            rm -f bin/complaint
            keep bin/engine "$engine $engine_path $version" || return 1
            printf 'runtime %s %s\n' "$engine" "$version"
            return 0
        fi
        complaint="$complaint; $engine says: $(one_line "$said")"
    done
    case $1 in
    podman | docker | nerdctl)
        echo "the host cannot run containers by $1: install it, or choose another runtime for the site$complaint" >&2
        return 1
        ;;
    esac
    rm -f bin/engine bin/complaint
    # Nobody has asked for plain processes: the node tells why it has no more.
    [ -z "$complaint" ] || save bin/complaint "${complaint#; }"
}
