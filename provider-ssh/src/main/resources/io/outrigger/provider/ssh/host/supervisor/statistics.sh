# --- statistics ------------------------------------------------------------------------------------------------------

# Prints the processes of a container of an engine, the commands in it too: all that is in its control group. $1 is its
# state file.
members() {
    first_of_group=
    { while read -r key value; do [ "$key" != pid ] || first_of_group=$value; done <"$1"; } 2>/dev/null
    find_own_group "$first_of_group"
    [ -n "$memory_group" ] || return 0
    { while read -r each_member; do printf 'member %s %s\n' "$each_member" "$1"; done <"$memory_group/cgroup.procs"; } 2>/dev/null
}

# Prints what usage is computed from: the same few programs, however many pods and processes there are.
statistics() {
    printf 'boot %s\n' "$boot_id"
    printf 'page %s\n' "$(getconf PAGESIZE 2>/dev/null)"
    printf 'disk %s\n' "$(df -Pk . 2>/dev/null | tail -n 1)"
    grep -h -e '^cpu ' -e '^btime ' -e '^MemTotal:' -e '^MemAvailable:' /proc/stat /proc/meminfo
    # The pods first: what they name is in the table of processes that is read after, or has ended.
    grep -Ho -e '^{"namespace":"[^"]*","name":"[^"]*","uid":"[^"]*"' -e '^phase .*' -e '^pid .*' -e '^ticks .*' \
        -e '^boot .*' -e '^started .*' pods/*/pod.json pods/*/containers/*/state /dev/null 2>/dev/null
    for each_plan in $(grep -l '^engine ' pods/*/plan /dev/null 2>/dev/null); do
        for each_state in "${each_plan%/plan}"/containers/*/state; do members "$each_state"; done
    done
    # A process may end meanwhile.
    grep -H '' /proc/[0-9]*/stat /proc/[0-9]*/statm /proc/[0-9]*/schedstat 2>/dev/null
    echo "done"
}
