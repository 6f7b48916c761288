# --- reports ---------------------------------------------------------------------------------------------------------

# Prints a file line by line with a word before each; nothing is forked.
show() {
    {
        while IFS= read -r text || [ -n "$text" ]; do printf '%s %s\n' "$1" "$text"; done <"$2"
    } 2>/dev/null
}

report_pod() {
    cd "pods/$1" 2>/dev/null || return 0
    printf 'pod %s\n' "$1"
    show spec pod.json
    show stop stop
    OUTRIGGER_POD=$1
    for each in containers/*; do
        [ -d "$each" ] || continue
        printf 'container %s\n' "${each##*/}"
        if holder_alive "$each/runner"; then echo "runner alive"; fi
        pid=
        pid_ticks=
        pid_boot=
        show state "$each/state"
        show message "$each/message"
        {
            while read -r key value; do
                case $key in pid) pid=$value ;; ticks) pid_ticks=$value ;; boot) pid_boot=$value ;; esac
            done <"$each/state"
        } 2>/dev/null
        if [ -n "$pid" ] && alive "$pid" "$pid_ticks" "$pid_boot"; then echo "process alive"; fi
    done
    if supervised; then echo "supervised"; fi
    echo "end"
    cd ../.. || exit 1
}

report() {
    if [ $# -eq 0 ]; then
        for each_pod in pods/*; do
            [ -d "$each_pod" ] && report_pod "${each_pod##*/}"
        done
    else
        for each_pod in "$@"; do report_pod "$each_pod"; done
    fi
    echo "done"
}

# Prints what the host is. The first word of a line names it.
node() {
    printf 'uname %s\n' "$(uname -srm)"
    printf 'boot %s\n' "$boot_id"
    show machine /etc/machine-id
    show release /etc/os-release
    show memory /proc/meminfo
    show uuid /sys/class/dmi/id/product_uuid
    show cpu /proc/cpuinfo
    show pid_max /proc/sys/kernel/pid_max
    show load /proc/loadavg
    printf 'disk %s\n' "$(df -Pk . 2>/dev/null | tail -n 1)"
    printf 'user %s\n' "$(id -u)"
    # The disk is written to, because a full or read-only one still lists its files.
    if save .write-test "$boot_id"; then echo "writable"; fi
    echo "done"
}

# Finds out once what this host has, for all pods.
prepare() {
    choose_detach || exit 1
    if perl -MTime::HiRes -MFcntl -e 1 2>/dev/null; then
        kind=perl
    elif python3 -S -E -c 'import os, time' 2>/dev/null; then
        kind=python3
    elif command -v gawk >/dev/null 2>&1; then
        kind=gawk
    elif command -v mawk >/dev/null 2>&1; then
        kind=mawk
    elif command -v awk >/dev/null 2>&1; then
        kind=awk
    else
        echo "the host has none of perl, python3 and awk, so logs cannot be kept; install one" >&2
        exit 1
    fi
    save bin/pump "$kind" || exit 1
    prepare_commands || exit 1
    if [ "$(id -u)" -eq 0 ] && unshare -m true 2>/dev/null; then echo "mounts"; fi
    echo "done"
}
