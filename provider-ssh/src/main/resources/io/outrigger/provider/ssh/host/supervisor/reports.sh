# --- reports ---------------------------------------------------------------------------------------------------------

# Prints a file of a pod like show_any, if it is one.
show() {
    regular "$2" && show_any "$1" "$2"
}

# Prints a file line by line with a word before each; nothing is forked.
show_any() {
    [ -f "$2" ] || return 0
    {
        while IFS= read -r text || [ -n "$text" ]; do printf '%s %s\n' "$1" "$text"; done <"$2"
    } 2>/dev/null
}

# Prints the state of pod $1, and the files of it that do not say what they should.
report_pod() {
    cd "pods/$1" 2>/dev/null || return 0
    OUTRIGGER_POD=$1
    printf 'pod %s\n' "$1"
    show spec pod.json
    read_plan || echo "damaged plan"
    [ -z "$engine" ] || report_sandbox
    if read_deadline stop; then
        echo "stop"
        [ -n "$deadline" ] || echo "damaged stop"
    fi
    show failure failure
    if nameless supervisor; then echo "damaged supervisor"; fi
    for each in containers/*; do
        [ -d "$each" ] && report_container "${each##*/}"
    done
    if supervised; then echo "supervised"; fi
    echo "end"
    cd ../.. || exit 1
}

# Prints what the containers of the pod share.
report_sandbox() {
    printf 'engine %s\n' "$engine"
    if sandbox_lost; then echo "warning SandboxChanged Pod sandbox changed, it will be killed and re-created."; fi
    sandbox_runs || return 0
    show warning sandbox.warnings
    for each_address in $addresses; do printf 'address %s\n' "$each_address"; done
}

report_container() {
    printf 'container %s\n' "$1"
    phase_of "$1"
    if [ "$phase" = damaged ]; then echo "damaged containers/$1/state"; fi
    if [ "$phase" = unready ]; then echo "damaged containers/$1/run"; fi
    if nameless "containers/$1/runner"; then echo "damaged containers/$1/runner"; fi
    if read_deadline "containers/$1/restart" && [ -z "$deadline" ]; then echo "damaged containers/$1/restart"; fi
    if holder_alive "containers/$1/runner"; then echo "runner alive"; fi
    if [ "$phase" != damaged ]; then
        show state "containers/$1/state"
    fi
    if alive "$pid" "$pid_ticks" "$pid_boot"; then echo "process alive"; fi
    for each_mark in poststart started ready prestop; do
        show "state mark_$each_mark" "containers/$1/$each_mark"
    done
    show state "containers/$1/resources"
    if [ -e "containers/$1/terminal" ]; then echo "state terminal yes"; fi
    show message "containers/$1/message"
}

# Prints the state of the pods named, in one piece: every piece costs a packet on the way.
report() {
    wanted=
    for each_pod in "$@"; do wanted="$wanted pods/$each_pod"; done
    # shellcheck disable=SC2086 # UIDs hold no blanks
    told=$(report_pods $wanted) || exit 1
    printf '%s\ndone\n' "$told"
}

# Prints the state of all pods and a check sum of it, or only "same" if that is the sum $1, which somebody who has the
# state was given with it: most of the time nothing has changed.
list() {
    listed=$(report_pods pods/*) || exit 1
    # CRCs are POSIX, but pods could forge one.
    listed_sum=$(printf '%s\n' "$listed" | { sha256sum || cksum; } 2>/dev/null)
    listed_sum=$(printf '%.32s' "$listed_sum")
    if [ -n "$listed_sum" ] && [ "$listed_sum" = "$1" ]; then
        listed=same
    fi
    printf '%s\nsum %s\ndone\n' "$listed" "$listed_sum"
}

report_pods() {
    find_large "$@"
    for each_pod in "$@"; do
        [ -d "$each_pod" ] && report_pod "${each_pod#pods/}"
    done
    return 0
}

# Prints the version of the control groups.
control_groups() {
    if [ -e /sys/fs/cgroup/cgroup.controllers ]; then
        echo v2
    elif [ -d /sys/fs/cgroup/unified ]; then
        echo hybrid
    elif [ -d /sys/fs/cgroup ]; then
        echo v1
    fi
}

# Prints what the host is, in one piece.
node() {
    told=$(facts)
    printf '%s\ndone\n' "$told"
}

# The first word of a line names what it tells. Files of the host itself may be links.
facts() {
    printf 'uname %s\n' "$(uname -srm)"
    printf 'boot %s\n' "$boot_id"
    printf 'time %s\n' "$(date +%s)"
    printf 'cgroup %s\n' "$(control_groups)"
    show_any machine /etc/machine-id
    grep -e '^ID=' -e '^VERSION_ID=' -e '^PRETTY_NAME=' /etc/os-release 2>/dev/null | sed 's/^/release /'
    grep -e '^MemTotal:' -e '^MemAvailable:' /proc/meminfo | sed 's/^/memory /'
    show_any uuid /sys/class/dmi/id/product_uuid
    printf 'processors %s\n' "$(grep -c '^processor' /proc/cpuinfo)"
    # The kernel tells a number there in one read only, and some shells read byte by byte.
    printf 'pid_max %s\n' "$(cat /proc/sys/kernel/pid_max 2>/dev/null)"
    show_any load /proc/loadavg
    printf 'disk %s\n' "$(df -Pk . 2>/dev/null | tail -n 1)"
    printf 'inodes %s\n' "$(df -Pi . 2>/dev/null | tail -n 1)"
    printf 'user %s\n' "$(id -u)"
    show runtime bin/engine
    show complaint bin/complaint
    show starter bin/starter
    # The disk is written to, because a full or read-only one still lists its files.
    if save .write-test "$boot_id"; then echo "writable"; fi
}

# Finds out once what this host has, for all pods.
prepare() {
    choose_detach || exit 1
    choose_pump || exit 1
    exec 9<.
    if ! try_lock 9; then
        echo "the directory cannot be locked: the host needs flock, busybox or perl, and a file system of its own disk" >&2
        exit 1
    fi
    unlock_pod
    keep bin/pump "$pump_kind" || exit 1
    prepare_commands || exit 1
    prepare_engine "$@" || exit 1
    print_rights
    if [ "$(id -u)" -eq 0 ]; then
        # Without root, an engine's networks belong to a table of users of their own, and not to the host.
        echo "networks"
        if unshare -m true 2>/dev/null; then echo "mounts"; fi
    fi
    echo "done"
}
