# --- terminals -------------------------------------------------------------------------------------------------------

# Finds out once what can make a terminal on this host, best first, and tidies up behind the program before.
prepare_commands() {
    end_orphans
    kind=none
    if perl "${0%/*}/terminal.pl" </dev/null >/dev/null 2>&1; then
        kind=perl
    elif python3 -S -E "${0%/*}/terminal.py" </dev/null >/dev/null 2>&1; then
        kind=python3
    elif script -qefc true /dev/null </dev/null >/dev/null 2>&1; then
        kind=script
    fi
    keep bin/terminal "$kind"
    keep bin/signals "$(heeding)"
}

# Prints the words of an env(1) whose command, and all that it starts, heeds the two signals which a program that was
# started in the background ignores.
heeding() {
    # shellcheck disable=SC2016
    heed='$SIG{INT}=$SIG{QUIT}=DEFAULT;exec(@ARGV)'
    if env --default-signal=INT,QUIT true 2>/dev/null; then
        echo "env --default-signal=INT,QUIT"
    elif perl -e "$heed" test -n heeded 2>/dev/null; then
        echo "perl -e $heed env"
    else
        echo env
    fi
}

# Replaces this shell by a command in container $1, on a terminal of the size $2; the words follow. Descriptor 3 is for
# the first line, because the error output becomes the terminal's.
on_terminal() {
    name=$1
    export OUTRIGGER_TERMINAL="$2"
    shift 2
    exec 3>&2
    kind=none
    { read -r kind <../../bin/terminal; } 2>/dev/null
    case $kind in
    perl) exec perl "${0%/*}/terminal.pl" "$shell" "$0" present "$shell" "$directory" "$name" "$pid" "$@" ;;
    python3)
        exec python3 -S -E "${0%/*}/terminal.py" "$shell" "$0" present "$shell" "$directory" "$name" "$pid" "$@"
        ;;
    # It would type the end of file when its user leaves.
    script) [ -z "${OUTRIGGER_END:-}" ] || refuse terminal; on_script "$@" ;;
    *) refuse terminal ;;
    esac
}

# The same on the terminal that this shell is on, if the way to this host has made one; it sizes it too.
here() {
    [ -t 0 ] || on_terminal "$@"
    name=$1
    export OUTRIGGER_TERMINAL="$2"
    shift 2
    exec 3>&1
    present "$name" "$pid" "$@"
}

# The same by script(1), which gives its command to a shell: the words travel as variables, so that none is parsed.
on_script() {
    words=0
    for word in "$@"; do
        words=$((words + 1))
        export "OUTRIGGER_WORD_$words=$word"
    done
    export OUTRIGGER_WORDS="$words" OUTRIGGER_NAME="$name" OUTRIGGER_PID="$pid" SHELL="$shell"
    export OUTRIGGER_DIRECTORY="$directory" OUTRIGGER_SUPERVISOR="$0"
    # shellcheck disable=SC2016
    exec script -qefc 'exec "$SHELL" "$OUTRIGGER_SUPERVISOR" present "$SHELL" "$OUTRIGGER_DIRECTORY" \
        "$OUTRIGGER_NAME" "$OUTRIGGER_PID"' /dev/null
}

# Gives the terminal that is the input the size that the user's window has.
size_terminal() {
    case $OUTRIGGER_TERMINAL in
    *[!0-9x]* | 0x*) stty -g >/dev/null 2>&1 ;;
    *) stty cols "${OUTRIGGER_TERMINAL%x*}" rows "${OUTRIGGER_TERMINAL#*x}" 2>/dev/null ;;
    esac
}

# On the terminal itself: says where it is, and runs the command in container $1, whose first process is $2.
present() {
    name=$1
    pid=$2
    shift 2
    word=0
    while [ "$word" -lt "${OUTRIGGER_WORDS:-0}" ]; do
        word=$((word + 1))
        eval "set -- \"\$@\" \"\$OUTRIGGER_WORD_$word\""
    done
    device=
    if [ "$verb" = present ]; then
        size_terminal
        device=$(tty)
    fi
    # The container's own terminal does the echo. It has the size before anybody types there, and every later one without
    # the engine, which may lose the second of two.
    if [ -n "${OUTRIGGER_END:-}" ]; then
        stty raw -echo
        { size_terminal <"/proc/$pid/fd/0" && device=/proc/$pid/fd/0; } 2>/dev/null
    fi
    start_ticks "$$"
    printf 'started %s %s %s\n' "$$" "$ticks" "$device" >&3
    exec 3>&-
    exec "$shell" "containers/$name/run" exec "$shell" "$pid" "$@"
}
