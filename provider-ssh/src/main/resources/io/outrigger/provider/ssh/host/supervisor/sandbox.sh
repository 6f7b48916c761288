# --- sandbox ---------------------------------------------------------------------------------------------------------
#
# What the containers of a pod share: their network above all. The engine keeps it; the file "sandbox.state" holds the
# first process of it, when that started, the boot, and the pod's addresses.

# Makes the sandbox, if it does not run. One runner at a time does; sets problem when it cannot be made.
sandbox_ready() {
    exec 7<containers
    until try_lock 7; do
        if stopping; then
            exec 7<&-
            problem="the pod is stopped"
            return 1
        fi
        doze 1
    done
    sandbox_runs || make_sandbox
    made=$?
    exec 7<&-
    return "$made"
}

# Reads its state, and fails when it does not run.
sandbox_runs() {
    sandbox_pid=
    sandbox_ticks=
    sandbox_boot=
    addresses=
    regular sandbox.state || return 1
    { read -r sandbox_pid sandbox_ticks sandbox_boot addresses <sandbox.state; } 2>/dev/null
    alive "$sandbox_pid" "$sandbox_ticks" "$sandbox_boot"
}

make_sandbox() {
    if ! whole sandbox; then
        problem="the file of the sandbox is damaged"
        return 1
    fi
    if ! create_sandbox; then
        problem=$(one_line "$said")
        return 1
    fi
    learn ask inspect --format \
        '{{.State.Pid}}{{range .NetworkSettings.Networks}} {{.IPAddress}} {{.GlobalIPv6Address}}{{end}}' \
        "outrigger-$OUTRIGGER_POD-sandbox"
    # shellcheck disable=SC2086
    set -- $said
    if ! numbers "${1:-}" || ! start_ticks "$1"; then
        problem=$(one_line "the sandbox ended at once: $*")
        return 1
    fi
    sandbox_pid=$1
    shift
    addresses=$*
    "$shell" sandbox hosts "${1:-}" >hosts 2>/dev/null
    save sandbox.state "$sandbox_pid $ticks $boot_id $addresses"
}

# Has the engine make it; said is what the engine says.
create_sandbox() {
    # The first one is in nobody's way, as a rule.
    if [ ! -e sandbox.made ]; then
        { printf '' >sandbox.made; } 2>/dev/null
        ask_for_sandbox && return 0
    fi
    # Containers of a sandbox that has died cannot join another one: their runners start them again.
    remove_from_engine && ask_for_sandbox
}

ask_for_sandbox() {
    hear bounded 120 "$shell" sandbox create "$engine_path"
}

# Takes away the volumes in memory, also where somebody still looks at one.
release_volumes() {
    for each_volume in volumes/*; do
        [ ! -h "$each_volume" ] && mountpoint -q "$each_volume" 2>/dev/null || continue
        umount "$each_volume" 2>/dev/null || umount -l "$each_volume"
    done
}
