# --- input of containers ---------------------------------------------------------------------------------------------

# Sets input to what the container reads: nothing, or a pipe if the pod wants an input. A process that does nothing else
# keeps the pipe open, so that it does not end before somebody attaches, nor between two who do.
open_input() {
    input=/dev/null
    [ -e "$dir/input" ] || return 0
    close_input
    [ -p "$dir/stdin" ] || mkfifo -m 600 "$dir/stdin" 2>/dev/null || return 0
    input=$dir/stdin
    sleep 2147483647 3>"$dir/stdin" >/dev/null 2>&1 8<&- 9<&- &
    start_ticks "$!"
    save "$dir/stdin.holder" "$! $ticks $boot_id"
}

# Ends the input of the container, for those who write to it too.
close_input() {
    [ -e "$dir/stdin.holder" ] || return 0
    holder_alive "$dir/stdin.holder" && kill -s KILL "$identity" 2>/dev/null
    rm -f "$dir/stdin.holder"
}

# Ends the input of the container if the pod wants only one to attach.
close_single_input() {
    once=
    { read -r once <"$dir/input"; } 2>/dev/null
    [ "$once" != once ] || close_input
}

# Copies its own input to that of container $1.
feed() {
    dir=containers/$1
    [ -d "$dir" ] || refuse unknown
    { printf '' >"$dir/commands"; } 2>/dev/null
    first_process "$1" || refuse ended
    [ -p "$dir/stdin" ] && holder_alive "$dir/stdin.holder" || refuse closed
    start_ticks "$$"
    printf 'started %s %s\n' "$$" "$ticks" >&2
    cat >"$dir/stdin"
    close_single_input
}

# Ends such a copy, with the mark $2, that does not end by itself because container $1 does not read.
unfeed() {
    dir=containers/$1
    kill_commanded "$2"
    close_single_input
}
