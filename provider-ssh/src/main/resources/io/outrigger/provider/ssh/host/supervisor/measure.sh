# --- volumes with a limit --------------------------------------------------------------------------------------------
#
# One shell per pod that has such volumes looks at them now and then, with nobody connected. A pod that has put too much
# into one ends for good: file "failure" says why, in a word and a sentence, and file "stop" has it ended.

# Starts that shell, unless there is one or nothing is left to be looked at.
measure_apart() {
    measured || (
        unlock_pod
        trap 'signalled=yes' USR1 TERM INT HUP
        measure
    ) &
}

# Whether the pod has no such volume, or somebody looks at it, or nobody needs to.
measured() {
    [ -n "$volume_limits" ] || return 0
    [ ! -e stop ] || return 0
    holder_alive measurer || nothing_to_serve
}

# Looks at them every ten seconds, as an eviction manager does, until the pod is over.
measure() {
    hold measurer
    while holds measurer "$held" && [ ! -e stop ]; do
        # Whoever looked before may have died before it could stop the pod.
        [ ! -e failure ] || end_for_good
        nothing_to_serve && exit 0
        for each_limit in $volume_limits; do
            if exceeds "${each_limit%%:*}" "${each_limit#*:}"; then break; fi
        done
        [ -e failure ] || doze 10
    done
    exit 0
}

# Whether volume $1 is over the limit $2, BYTES:TEXT; then it is written down.
exceeds() {
    used=$(used_kibibytes "$1")
    numbers "$used" && [ $((used * 1024)) -gt "${2%%:*}" ] || return 1
    save failure "Evicted Usage of EmptyDir volume \"$1\" exceeds the limit \"${2#*:}\". "
}

# Prints what is in volume $1, on its own file system. Without root, an engine's containers have files of other users.
used_kibibytes() {
    if [ "$engine" = podman ] && [ "$(id -u)" -ne 0 ]; then
        ask unshare du -skx "volumes/$1" 2>/dev/null
    else
        du -skx "volumes/$1" 2>/dev/null
    fi | cut -f 1
}

# An evicted pod gets one second.
end_for_good() {
    stop 1
    exit 0
}
