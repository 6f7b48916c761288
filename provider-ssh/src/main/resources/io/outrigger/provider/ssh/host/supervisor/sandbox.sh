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
        sleep 0.1 2>/dev/null || doze 1
    done
    sandbox_runs || make_sandbox
    made=$?
    exec 7<&-
    return "$made"
}

# Begins to make it, if it does not run, while something else is done.
begin_sandbox() {
    begun_sandbox=
    begun_ticks=
    [ ! -e "$dir/sandbox.problem" ] || rm -rf "$dir/sandbox.problem"
    sandbox_runs && return
    (sandbox_ready || save "$dir/sandbox.problem" "$problem") 8<&- 9<&- &
    begun_sandbox=$!
    ! start_ticks "$begun_sandbox" || begun_ticks=$ticks
}

# Waits until that is done.
end_begun_sandbox() {
    while alive "$begun_sandbox" "$begun_ticks" "$boot_id"; do wait "$begun_sandbox"; done
}

# Whether there is one now; sets problem when not. What has just failed is not tried a second time at once.
sandbox_made() {
    if [ -n "$begun_sandbox" ] && regular "$dir/sandbox.problem"; then
        problem=
        { IFS= read -r problem <"$dir/sandbox.problem"; } 2>/dev/null
        return 1
    fi
    sandbox_runs || sandbox_ready
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
        problem=$(essence "$said")
        return 1
    fi
    find_sandbox || ask_about_sandbox || return 1
    start_ticks "$sandbox_pid"
    "$shell" sandbox hosts "${addresses%% *}" >hosts 2>/dev/null
    save sandbox.state "$sandbox_pid $ticks $boot_id $addresses"
}

# Sets sandbox_pid and addresses to what the engine says.
ask_about_sandbox() {
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
}

# The same without asking, which takes an engine a while: podman has written down what watches the sandbox, and the kernel
# knows the rest. Fails where that is not all.
find_sandbox() {
    watcher=
    regular sandbox.watcher && read -r watcher <sandbox.watcher || [ -n "$watcher" ] || return 1
    sandbox_pid=
    { read -r sandbox_pid others <"/proc/$watcher/task/$watcher/children"; } 2>/dev/null
    numbers "$sandbox_pid" && start_ticks "$sandbox_pid" && [ -z "$others" ] || return 1
    addresses=
    [ ! "/proc/$sandbox_pid/ns/net" -ef /proc/self/ns/net ] || return 0
    # Only addresses of version 4 are written there as they are said.
    while read -r address index prefix scope rest; do
        [ "$scope" != 00 ] || return 1
    done <"/proc/$sandbox_pid/net/if_inet6"
    while read -r first second rest; do
        case $first in
        '|--') address=$second ;;
        /32) case "$second $rest $address" in "host LOCAL 127."*) ;; "host LOCAL "*) addresses=${addresses:-$address} ;; esac ;;
        esac
    done <"/proc/$sandbox_pid/net/fib_trie"
    [ -n "$addresses" ]
} 2>/dev/null

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
    [ ! -e sandbox.watcher ] || rm -f sandbox.watcher
    hear bounded 120 "$shell" sandbox create "$engine_path"
}

# Takes away the volumes in memory, also where somebody still looks at one.
release_volumes() {
    for each_volume in volumes/*; do
        [ ! -h "$each_volume" ] && mountpoint -q "$each_volume" 2>/dev/null || continue
        umount "$each_volume" 2>/dev/null || umount -l "$each_volume"
    done
}
