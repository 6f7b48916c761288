# --- restart of all containers ---------------------------------------------------------------------------------------
#
# A rule of a container may want that, after certain exit codes, all containers of the pod begin again, init containers
# first (KEP-5532), and so does the death of the sandbox that they share. The file "restart-all" holds the time from which
# they may, and in a second line "sandbox" if that is the cause. Whoever looks after a container then ends it without a
# grace and without its hook, says that it waits ("again" is the phase), and goes. A supervisor of its own waits until all
# have. Volumes stay, and so do ephemeral containers.

# Whether all containers of the pod are to begin again.
restarting_all() {
    [ -e restart-all ] && ! stopping
}

# Whether the container of this shell is one of them.
interrupted() {
    [ "$role" != ephemeral ] && restarting_all
}

# Whether the container may not be started.
called_off() {
    stopping || interrupted
}

# Has all containers begin again after $1 seconds. The first one that wants it decides when.
restart_all() {
    restarting_all && return
    order_restart "$(($(date +%s) + $1))"
    begin_supervising
}

order_restart() {
    # An empty file needs no space: it means at once.
    save restart-all "$1" || { printf '' >restart-all; } 2>/dev/null
    wake
}

# Whether the sandbox is the cause.
for_sandbox() {
    case $(start_of restart-all) in *"
sandbox
"*) return 0 ;; esac
    return 1
}

# Whether containers run in a sandbox that has died, and have no network any more.
sandbox_lost() {
    [ -n "$engine" ] && [ ! -e restart-all ] && ! stopping || return 1
    [ -e sandbox.state ] && ! sandbox_runs && [ "$sandbox_boot" = "$boot_id" ] || return 1
    for each_entry in $inits $apps; do
        phase_of "${each_entry%%:*}"
        [ "$phase" = running ] && alive "$pid" "$pid_ticks" "$pid_boot" && return 0
    done
    return 1
}

# Ends what runs in the sandbox that has died. A pod that may not restart fails by that; any other begins again in a new
# one, as with a kubelet (SandboxChanged).
leave_sandbox() {
    ! sandbox_lost && return
    if [ "$policy" != Never ]; then
        order_restart "0
sandbox"
        return
    fi
    for each_entry in $inits $apps; do
        phase_of "${each_entry%%:*}"
        [ "$phase" != running ] || save "containers/${each_entry%%:*}/restart" "0
$instance"
    done
    wake
}

# The container has ended, through no fault of its own unless a rule of its own has wanted this.
end_with_all() {
    if [ "${ruled:-}" != all ] && ! for_sandbox; then
        exit_code=137
        exit_reason=RestartingAllContainers
        save "$dir/message" "$removed_for_all"
    fi
    restarts=$((restarts + 1))
    stand_by
}

removed_for_all='The container is removed because RestartAllContainers in place'

# Says that the container waits until all may begin.
stand_by() {
    phase=again
    waiting=
    why=
    if ! for_sandbox; then
        waiting=RestartingAllContainers
        why=$removed_for_all
    fi
    publish
}

# Waits until all containers stand by, and until they may begin.
gather() {
    restarting_all || return 0
    for entry in $inits $apps; do
        gather_one "$entry" || return 0
    done
    read_deadline restart-all
    begins=${deadline:-0}
    while restarting_all; do
        left=$((begins - $(date +%s)))
        [ "$left" -gt 0 ] || break
        # A clock that was set back must not make the wait longer.
        [ "$left" -le "$backoff_cap" ] || break
        doze "$left"
    done
    restarting_all || return 0
    rm -rf restart-all
    for entry in $inits $apps; do
        look_at "$entry"
        [ "$phase" = again ] || continue
        waiting=
        why=
        publish
    done
}

# Waits until the container of entry $1 of the plan stands by; fails when the pod is stopped meanwhile.
gather_one() {
    asked=0
    while holder_alive "containers/${1%%:*}/runner"; do
        stopping && return 1
        asked=$((asked + 1))
        if [ "$asked" -le 100 ]; then
            kill -s USR1 "$identity" 2>/dev/null
        else
            # It fetches an image, or is of an earlier version and knows nothing of this.
            kill -s KILL "$identity" 2>/dev/null
        fi
        sleep 0.1 2>/dev/null || doze 1
    done
    look_at "$1"
    case $phase in
    new | again) ;;
    terminated)
        # Without a rule, what has ended for good stays so; what init containers have made may be gone.
        if for_sandbox; then
            [ "$role" = init ] && [ "$exit_code" = 0 ] || return 0
        fi
        ruled=
        end_with_all
        ;;
    # Its runner has died. This shell steps in, and must not seem to be the next one.
    *)
        tend "$1" "$role"
        rm -f "$dir/runner"
        ;;
    esac
    return 0
}
