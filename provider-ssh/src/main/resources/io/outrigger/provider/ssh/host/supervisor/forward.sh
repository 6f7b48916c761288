# --- ports of a pod --------------------------------------------------------------------------------------------------

# Copies its input and output to and from a port of the loopback address in the network of the pod's sandbox: $1 is a name
# for the copy, $2 the port, $3 how many seconds the server may take to accept. A server there may listen on nothing else.
forward() {
    sandbox_runs || refuse ended
    command -v nsenter >/dev/null 2>&1 || refuse tools
    port=$2
    patience=$3
    set -- nsenter -t "$sandbox_pid" -n
    # Without root, the network belongs to a table of users of its own.
    [ "$(id -u)" -eq 0 ] || set -- "$@" -U --preserve-credentials
    if command -v perl >/dev/null 2>&1; then
        set -- "$@" -- perl "${0%/*}/forward.pl" "$port" "$patience"
    elif command -v python3 >/dev/null 2>&1; then
        set -- "$@" -- python3 -S -E "${0%/*}/forward.py" "$port" "$patience"
    else
        refuse tools
    fi
    exec "$@"
}
