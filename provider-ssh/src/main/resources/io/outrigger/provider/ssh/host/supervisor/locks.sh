# --- locks -----------------------------------------------------------------------------------------------------------
#
# No two shells may look after the same thing. The kernel keeps these locks and takes one back when its holder dies,
# however that happens, so none is ever stale. What is locked is a directory: it is always there, it takes no space on a
# full disk, and no file that is written anew can take its place. File descriptor 9 is the pod's directory, 8 the
# container's. Whatever runs in the background must close both, or it would hold them after its shell has died.

# Locks what file descriptor $1 is open on; fails when another shell holds it.
try_lock() {
    if command -v flock >/dev/null 2>&1; then
        flock -n "$1" 2>/dev/null
    elif busybox --list 2>/dev/null | grep -qx flock; then
        busybox flock -n "$1" 2>/dev/null
    else
        perl -e 'open(my $file, "<&=", $ARGV[0]) && flock($file, 6) or exit 1' "$1" 2>/dev/null
    fi
}

# Makes this shell the one that supervises the pod; fails when another one is.
lock_pod() {
    exec 9<.
    if try_lock 9; then
        hold supervisor
        return 0
    fi
    unlock_pod
    name_holder 9 . supervisor
    return 1
}

unlock_pod() {
    exec 9<&-
}

# Makes this shell the one that looks after the container in $dir; fails when another one does.
lock_container() {
    exec 8<"$dir"
    if try_lock 8; then
        hold "$dir/runner"
        return 0
    fi
    unlock_container
    name_holder 8 "$dir" "$dir/runner"
    return 1
}

unlock_container() {
    exec 8<&-
}

# Somebody holds the lock of directory $2 through file descriptor $1. If file $3 is damaged and does not say who, looks
# for him by what he has open, and writes it again.
name_holder() {
    holder_alive "$3" && return 0
    for candidate in $(marked "$OUTRIGGER_POD"); do
        # Only a shell of this kind keeps it open; the commands that it calls do for an instant.
        if [ "/proc/$candidate/fd/$1" -ef "$2" ] && [ "/proc/$candidate/exe" -ef "/proc/$$/exe" ] &&
            start_ticks "$candidate"; then
            save "$3" "$candidate $ticks $boot_id"
            return 0
        fi
    done
}
