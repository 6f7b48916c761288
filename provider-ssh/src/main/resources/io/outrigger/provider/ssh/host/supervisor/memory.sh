# --- memory ----------------------------------------------------------------------------------------------------------
#
# What a container uses, and whether the kernel killed in it for want of memory, is known to its control group, of either
# version.

# Sets memory_group to the directory of the control group that counts the memory of process $1, and unified to whether it
# is one for everything.
find_memory_group() {
    memory_group=
    unified=no
    {
        while IFS=: read -r number controllers path; do
            case $number:$controllers in
            0:) [ -n "$memory_group" ] || { memory_group=/sys/fs/cgroup$path && unified=yes; } ;;
            *:memory) memory_group=/sys/fs/cgroup/memory$path && unified=no ;;
            esac
        done <"/proc/$1/cgroup"
    } 2>/dev/null
}

# The same for the group of a container: one without a container's number is everybody's.
find_own_group() {
    find_memory_group "$1"
    case $memory_group in
    *[0-9a-f][0-9a-f][0-9a-f][0-9a-f][0-9a-f][0-9a-f][0-9a-f][0-9a-f]*) ;;
    *) memory_group= ;;
    esac
}

# Sets memory_usage to the bytes that the running container uses.
read_memory_usage() {
    memory_usage=
    find_memory_group "$pid"
    usage_file=$memory_group/memory.usage_in_bytes
    [ "$unified" = no ] || usage_file=$memory_group/memory.current
    { read -r memory_usage <"$usage_file"; } 2>/dev/null
}

# Sets kills to the file that counts what was killed in the running container. It goes with the container, so that it must
# be known before.
find_kills() {
    find_own_group "$pid"
    kills=
    [ -n "$memory_group" ] || return 0
    kills=$memory_group/memory.oom_control
    [ "$unified" = no ] || kills=$memory_group/memory.events
}

# Sets out_of_memory once the kernel has killed a process of the container for want of memory, be it the first one or not.
# The engine removes the file a moment after the end: whoever comes too late has only the engine's own word.
count_kills() {
    [ -n "$kills" ] || return 0
    {
        while read -r key value; do
            [ "$key" != oom_kill ] || [ "$value" = 0 ] || out_of_memory=yes
        done <"$kills"
    } 2>/dev/null
}
