# --- resize ----------------------------------------------------------------------------------------------------------
#
# File "resources" of a container says what it is given: "allocated" is for whoever is told, "words" are for the engine.
# The script that starts a container reads it; for one that runs, file "resize" asks its runner to put it in force. "given"
# in the state is what the engine has accepted for this instance, and "resize_problem" what keeps it from the rest.

# Sets allocated and limits to what the file says; fails when it is not whole.
read_resources() {
    allocated=
    limits=
    ended=
    regular "$dir/resources" || return 1
    while read -r key value; do
        case $key in
        allocated) allocated=$value ;;
        words) limits=$value ;;
        '#') ended=$value ;;
        esac
    done <"$dir/resources"
    [ "$ended" = end ]
}

# What a start is given. A request that was made before it is done with it, and a later one is another.
prepare_resources() {
    [ ! -e "$dir/resize" ] || rm -rf "$dir/resize"
    resize_problem=
    given=
    ! read_resources || given=$allocated
}

# An instance of which nobody knows what it was given is given it again.
claim_resources() {
    [ -z "$engine" ] || [ "$phase" != running ] || [ -n "$given" ] || [ ! -e "$dir/resources" ] || save "$dir/resize" now
}

# Asks the runner of container $1 for what its file says.
resize() {
    [ -d "containers/$1" ] || exit 0
    save "containers/$1/resize" now || exit 1
    wake_twice
    # One that does not run has it already.
    notify
}

# Follows a request, and tells what came of it. What cannot be done now is tried again.
put_in_force() {
    [ -n "$engine" ] && [ -e "$dir/resize" ] || return 0
    if holds "$dir/resize" again && [ "$(date +%s)" -lt "${resize_again:-0}" ]; then return 0; fi
    rm -rf "$dir/resize"
    # What is damaged the next apply writes again.
    read_resources && [ -n "$allocated" ] && alive "$pid" "$pid_ticks" "$pid_boot" || return 0
    resize_problem=
    if memory_fits && name_in_engine && update_in_engine; then
        given=$allocated
    else
        save "$dir/resize" again
        resize_again=$(($(date +%s) + 10))
        own_pid
        start_ticks "$own"
        kill_after 10 "$ticks" "$own" USR1
    fi
    publish
}

# Has the engine change the limits of the running container.
update_in_engine() {
    [ -n "$limits" ] || return 0
    # shellcheck disable=SC2086 # numbers and options
    hear ask update $limits "$engine_name" && return 0
    resize_problem=$(one_line "$engine cannot change the limits of the container: $said")
    # The end of the engine's line.
    resize_problem=${resize_problem% }
    return 1
}

# Whether the memory that the container uses is less than what it is to be left with; a kernel would end it otherwise.
memory_fits() {
    wanted_memory=${allocated##* }
    given_memory=${given##* }
    numbers "$wanted_memory" && [ "$wanted_memory" -gt 0 ] || return 0
    if numbers "$given_memory" && [ "$given_memory" -gt 0 ] && [ "$wanted_memory" -ge "$given_memory" ]; then
        return 0
    fi
    read_memory_usage
    if ! numbers "$memory_usage"; then
        resize_problem="cannot decrease memory limits: missing container \"$name\" memory usage"
        return 1
    fi
    [ "$memory_usage" -ge "$wanted_memory" ] || return 0
    resize_problem="cannot decrease memory limits: attempting to set container \"$name\" memory limit ($wanted_memory) below\
 current usage ($memory_usage)"
    return 1
}
