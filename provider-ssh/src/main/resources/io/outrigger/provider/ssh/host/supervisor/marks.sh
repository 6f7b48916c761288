# --- marks -----------------------------------------------------------------------------------------------------------
#
# What whoever is connected has found out about an instance of a container, each in a file of that name: poststart (its
# hook has run), started (it has come up), ready, and prestop (its hook has run). A file holds the number of the instance
# and "yes" or "no", so that a mark never counts for another instance.

# Whether mark $2 of container $1 says "yes" of instance $3.
marked_yes() {
    holds "containers/$1/$2" "$3 yes"
}

# Writes marks of instance $2 of container $1, as pairs of a word and "yes" or "no". An earlier instance is nobody's
# business any more.
mark() {
    [ -d "containers/$1" ] || exit 0
    marked_name=$1
    number=$2
    shift 2
    phase_of "$marked_name"
    [ "$number" -ge "${instance:-0}" ] || exit 0
    while [ $# -ge 2 ]; do
        save "containers/$marked_name/$1" "$number $2" || exit 1
        shift 2
    done
    wake_twice
    notify
}

# A probe or a hook of instance $3 of container $1 has failed for good: ends it within $2 seconds. What follows is up to
# the pod's policy, as after any failure.
fail() {
    [ -d "containers/$1" ] || exit 0
    phase_of "$1"
    [ "$phase" = running ] && [ "$3" = "$instance" ] || exit 0
    # An end that was asked for already is not put off.
    dir=containers/$1
    restarts=$instance
    restart_wanted && exit 0
    save "containers/$1/restart" "$(($(date +%s) + $2))
$3" || exit 1
    wake_twice
    notify
}

# Sets wanted to what file "restart" of the container wants: another start of whatever runs, or the end of this instance
# because it has failed. Fails when it wants nothing of this instance.
restart_wanted() {
    wanted=
    failed=
    read_deadline "$dir/restart" || return 1
    # What a damaged file said is asked for again by the next apply.
    wanted=start
    [ -n "$deadline" ] || return 0
    failed=${first_line#*"
"}
    failed=${failed%.}
    failed=${failed%"
"}
    case $failed in
    '') ;;
    "$restarts") wanted=end ;;
    *)
        rm -rf "$dir/restart"
        wanted=
        failed=
        return 1
        ;;
    esac
}
