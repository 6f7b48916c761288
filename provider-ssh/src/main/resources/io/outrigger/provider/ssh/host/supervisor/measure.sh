# --- limits on the disk ----------------------------------------------------------------------------------------------
#
# One shell per pod that has volumes with a limit, or containers that may write only so much beside their volumes, looks at
# them now and then, with nobody connected. A pod that has written too much ends for good: file "failure" says why, in a
# word and a sentence, and file "stop" has it ended.

# Starts that shell, unless there is one or nothing is left to be looked at.
measure_apart() {
    measured || (
        unlock_pod
        trap 'signalled=yes' USR1 INT HUP
        trap 'go_down' TERM
        measure
    ) &
}

# Whether the pod has no such limit, or somebody looks at it, or nobody needs to.
measured() {
    [ -n "$volume_limits$layer_limits" ] || return 0
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
        for each_limit in $layer_limits; do
            [ ! -e failure ] || break
            outgrows "${each_limit%%:*}" "${each_limit#*:}"
        done
        [ -e failure ] || doze 10
    done
    exit 0
}

# Whether volume $1 is over the limit $2, BYTES:TEXT; then it is written down.
exceeds() {
    used=$(used_kibibytes "volumes/$1")
    numbers "$used" && [ $((used * 1024)) -gt "${2%%:*}" ] || return 1
    save failure "Evicted Usage of EmptyDir volume \"$1\" exceeds the limit \"${2#*:}\". "
}

# The same for what container $1 has written and logged. What cannot be found is not measured.
outgrows() {
    phase_of "$1"
    [ "$phase" = running ] && find_layer "$pid" || return 1
    used=$(used_kibibytes "$layer" "containers/$1/logs")
    numbers "$used" && [ $((used * 1024)) -gt "${2%%:*}" ] || return 1
    save failure "Evicted Container $1 exceeded its local ephemeral storage limit \"${2#*:}\". "
}

# Sets layer to the directory of the host that holds what is written over the image of process $1; only the kernel's own
# overlay tells it.
find_layer() {
    layer=
    {
        while read -r number parent device root point options; do
            case $root$point-$options in //-*,upperdir=*) layer=${options##*,upperdir=} && layer=${layer%%,*} ;; esac
        done <"/proc/$1/mountinfo"
    } 2>/dev/null
    [ -d "$layer" ]
}

# Prints what is in directories, each on its own file system. Without root, an engine's containers have files of other users.
used_kibibytes() {
    if [ "$engine" = podman ] && [ "$(id -u)" -ne 0 ]; then
        ask unshare du -skxc "$@" 2>/dev/null
    else
        du -skxc "$@" 2>/dev/null
    fi | tail -n 1 | cut -f 1
}

# An evicted pod gets one second.
end_for_good() {
    stop 1
    exit 0
}
