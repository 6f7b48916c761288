# --- another start of the host ---------------------------------------------------------------------------------------
#
# All that ran has ended with the host, and nobody saw how. The kubelet finds such containers with exit code 255 and
# reason "Unknown", starts them again without a back-off, and runs the pod's init containers again before, because what
# they have made may have gone with the host. "again" is the phase of a container that waits for that.

# Sets the variables of the container of an entry of the plan, as "tend" does, and loads its state.
look_at() {
    name=${1%%:*}
    base=${1#*:}
    message_from=${base#*:}
    base=${base%%:*}
    dir=containers/$name
    role=app
    case "$inits " in *" $1 "*) role=init ;; esac
    ! is_sidecar "$name" || role=sidecar
    load
}

# Whether the host is being shut down. What ends now has been ended by that, and nothing is to be started again before the
# host has; only systemd can be asked.
going_down() {
    [ -d "$host_root/run/systemd/system" ] || return 1
    [ "$(systemctl is-system-running 2>/dev/null </dev/null 7<&- 8<&- 9<&-)" = stopping ]
}

# A shell that is asked to end stays, unless its host goes down, which would wait for it: as if the power had been cut,
# what it looked after is found running by the next start of the host.
go_down() {
    going_down && exit 0
    signalled=yes
}

# Whether the container last ran before the host was started anew.
of_another_boot() {
    [ -n "$pid_boot" ] && [ "$pid_boot" != "$boot_id" ]
}

# Whether the container ended with the host and is to be started again.
cut_off() {
    of_another_boot || return 1
    case $phase in
    backoff) return 0 ;;
    running) ;;
    *) return 1 ;;
    esac
    exit_code=255
    failed=
    wants_restart
}

# A pod that is to stop begins nothing again: what waits for that has ended.
give_up() {
    rm -rf restart-all
    for entry in $inits $apps; do
        look_at "$entry"
        [ "$phase" = again ] || continue
        phase=stopped
        [ -z "$exit_code" ] || phase=terminated
        publish
    done
}

# Makes a pod that has to go on after the host was started anew begin again. Whoever dies in the middle of this is
# followed by one that does the rest: init containers come first, and as long as a container is left, there is work.
begin_again() {
    begun=
    for entry in $inits $apps; do
        look_at "$entry"
        cut_off && begun=yes
    done
    [ -z "$begun" ] || ! stopping || begun=
    for entry in $inits; do
        look_at "$entry"
        if [ -n "$begun" ] && [ "$role" = init ] && [ "$phase" = terminated ] && [ "$exit_code" = 0 ] && of_another_boot
        then
            restarts=$((restarts + 1))
            phase=again
            publish
        fi
    done
    for entry in $inits $apps; do
        look_at "$entry"
        of_another_boot || continue
        case $phase in
        running)
            remember_exit
            exit_code=255
            exit_reason=Unknown
            backoff=0
            exited || continue
            ;;
        backoff)
            stopping && continue
            restarts=$((restarts + 1))
            ;;
        *) continue ;;
        esac
        phase=again
        publish
    done
}
