# --- statistics ------------------------------------------------------------------------------------------------------

# Prints what usage is computed from: the same few programs, however many pods and processes there are.
statistics() {
    printf 'boot %s\n' "$boot_id"
    printf 'page %s\n' "$(getconf PAGESIZE 2>/dev/null)"
    printf 'disk %s\n' "$(df -Pk . 2>/dev/null | tail -n 1)"
    grep -h -e '^cpu ' -e '^btime ' -e '^MemTotal:' -e '^MemAvailable:' /proc/stat /proc/meminfo
    # The pods first: what they name is in the table of processes that is read after, or has ended.
    grep -Ho -e '^{"namespace":"[^"]*","name":"[^"]*","uid":"[^"]*"' -e '^phase .*' -e '^pid .*' -e '^ticks .*' \
        -e '^boot .*' -e '^started .*' pods/*/pod.json pods/*/containers/*/state /dev/null 2>/dev/null
    # A process may end meanwhile.
    grep -H '' /proc/[0-9]*/stat /proc/[0-9]*/statm /proc/[0-9]*/schedstat 2>/dev/null
    echo "done"
}
