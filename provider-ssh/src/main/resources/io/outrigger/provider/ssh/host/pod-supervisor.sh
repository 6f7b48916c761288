#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# Keeps the containers of one pod alive as plain processes. POSIX shell only: dash, bash and busybox ash run it.
#
# usage: pod-supervisor.sh start   SHELL POD-DIRECTORY          supervise what is not supervised; idempotent
#        pod-supervisor.sh stop    SHELL POD-DIRECTORY SECONDS  ask the containers to stop, kill them after SECONDS
#        pod-supervisor.sh restart SHELL POD-DIRECTORY NAME     stop one container, so that it starts again
#        pod-supervisor.sh destroy SHELL POD-DIRECTORY          kill what runs and remove the directory
#        pod-supervisor.sh report  SHELL NODE-DIRECTORY [UID]   print the state of some or all pods
#        pod-supervisor.sh node    SHELL NODE-DIRECTORY         print what the host is
#
# Everything it needs stands in the pod's directory, which is its working directory: it uses no absolute path, so the
# tree above may be renamed while it runs. Nothing that a pod can choose is ever parsed here: names in "plan" are
# checked by the writer, and commands stand in files of single-quoted words.
#
# Processes of a pod: one shell per container (the runner), one log pump per container, and the container itself, which
# leads a session and process group of its own. The first runner also runs the init containers.

set -u
export LC_ALL=C

# --- processes -------------------------------------------------------------------------------------------------------

# Sets ticks to the start time of process $1, or to nothing when it does not live. A zombie does not live.
start_ticks() {
    ticks=
    stat_text=
    [ -r "/proc/$1/stat" ] || return 1
    # The name of a program may hold a line break, so all lines are joined.
    { while IFS= read -r stat_line; do stat_text="$stat_text$stat_line "; done <"/proc/$1/stat"; } 2>/dev/null
    stat_text=${stat_text##*") "}
    # shellcheck disable=SC2086
    set -- $stat_text
    [ $# -ge 20 ] || return 1
    [ "$1" != Z ] || return 1
    shift 19
    ticks=$1
}

# Whether process $1 started at $2 of boot $3 lives: a number that was used again is somebody else.
alive() {
    case $1 in '' | *[!0-9]*) return 1 ;; esac
    [ "$3" = "$boot_id" ] && start_ticks "$1" && [ "$ticks" = "$2" ]
}

# Whether the process named in file $1 lives; sets identity to its number.
holder_alive() {
    identity=
    holder_ticks=
    holder_boot=
    { read -r identity holder_ticks holder_boot <"$1"; } 2>/dev/null || return 1
    alive "$identity" "$holder_ticks" "$holder_boot"
}

# The number of this very process, also in a subshell, where $$ is the parent's.
own_pid() {
    read -r own own_rest </proc/self/stat
}

# Says in file $1 that this process looks after something.
hold() {
    own_pid
    start_ticks "$own"
    save "$1" "$own $ticks $boot_id"
}

# Prints the processes that carry the mark of pod $1, exactly: a value that merely contains it does not count.
marked() {
    for found in $(grep -la "OUTRIGGER_POD=$1" /proc/[0-9]*/environ 2>/dev/null); do
        if { tr '\n\0' '\001\n' <"$found" | grep -qx "OUTRIGGER_POD=$1"; } 2>/dev/null; then
            found=${found%/environ}
            printf '%s\n' "${found#/proc/}"
        fi
    done
}

# Runs a command in the background as the leader of its own session, without a terminal.
choose_detach() {
    if env --default-signal=INT,QUIT setsid true 2>/dev/null; then
        # A shell starts background commands with these two ignored, which no container expects.
        detach='env --default-signal=INT,QUIT setsid'
    elif command -v setsid >/dev/null 2>&1; then
        detach=setsid
    elif command -v busybox >/dev/null 2>&1; then
        detach='busybox setsid'
    elif command -v perl >/dev/null 2>&1; then
        detach='perl -MPOSIX -e POSIX::setsid();exec(@ARGV)'
    else
        echo "the host has none of setsid, busybox and perl; install util-linux or busybox" >&2
        return 1
    fi
}

# --- files -----------------------------------------------------------------------------------------------------------

# Replaces file $1 by the line $2 in one step.
save() {
    { printf '%s\n' "$2" >"$1.new"; } 2>/dev/null && mv -f "$1.new" "$1" 2>/dev/null
}

# Tells whoever watches this host that the pod has changed. A notice may be lost, so the file may be cut off.
notify() {
    { printf '%s\n' "$OUTRIGGER_POD" >>../../journal; } 2>/dev/null
    journal_size=$(wc -c <../../journal 2>/dev/null) || journal_size=0
    if [ "${journal_size:-0}" -gt 1048576 ]; then
        { printf '\n' >../../journal; } 2>/dev/null
    fi
}

# Reads a container's state into variables; phase is "unknown" when the file is damaged.
load() {
    phase=new
    pid=
    pid_ticks=
    pid_boot=
    restarts=$base
    started=0
    exit_code=
    exit_reason=
    exit_started=0
    exit_finished=0
    last_exit=
    last_reason=
    last_started=0
    last_finished=0
    delay=0
    backoff=0
    [ -e "$dir/state" ] || return 0
    complete=
    while read -r key value; do
        case $key in
        phase) phase=$value ;;
        pid) pid=$value ;;
        ticks) pid_ticks=$value ;;
        boot) pid_boot=$value ;;
        restarts) restarts=$value ;;
        started) started=$value ;;
        exit) exit_code=$value ;;
        reason) exit_reason=$value ;;
        exit_started) exit_started=$value ;;
        exit_finished) exit_finished=$value ;;
        last_exit) last_exit=$value ;;
        last_reason) last_reason=$value ;;
        last_started) last_started=$value ;;
        last_finished) last_finished=$value ;;
        delay) delay=$value ;;
        backoff) backoff=$value ;;
        end) complete=$value ;;
        esac
    done <"$dir/state"
    [ "$complete" = state ] && return 0
    recover
}

# The state file is damaged: the mark in the environment tells what runs, and the logs tell which instance it is.
recover() {
    phase=new
    exit_code=
    started=$(date +%s)
    backoff=0
    restarts=$base
    for found in "$dir"/logs/*.log; do
        number=${found##*/}
        number=${number%%.*}
        case $number in '' | *[!0-9]*) continue ;; esac
        [ "$number" -gt "$restarts" ] && restarts=$number
        phase=lost
    done
    find_running
}

# Looks for the container by the mark in its environment, for when no file tells what runs.
find_running() {
    for candidate in $(marked "$OUTRIGGER_POD"); do
        if { tr '\n\0' '\001\n' <"/proc/$candidate/environ" | grep -qx "OUTRIGGER_CONTAINER=$name"; } 2>/dev/null &&
            start_ticks "$candidate"; then
            # shellcheck disable=SC2086
            set -- $stat_text
            if [ "$4" = "$candidate" ]; then
                phase=running
                pid=$candidate
                pid_ticks=$ticks
                pid_boot=$boot_id
                return 0
            fi
        fi
    done
    return 1
}

# Writes a container's state and tells of it. A final state is tried until it can be written.
publish() {
    while :; do
        {
            printf '%s\n' "phase $phase" "pid $pid" "ticks $pid_ticks" "boot $pid_boot" "restarts $restarts" \
                "started $started" "exit $exit_code" "reason $exit_reason" "exit_started $exit_started" \
                "exit_finished $exit_finished" "last_exit $last_exit" "last_reason $last_reason" \
                "last_started $last_started" "last_finished $last_finished" "delay $delay" "backoff $backoff" "end state" >"$dir/state.new"
        } 2>/dev/null && mv -f "$dir/state.new" "$dir/state" 2>/dev/null && break
        [ "$phase" = terminated ] && [ -d "$dir" ] || break
        sleep 5
    done
    notify
}

# --- time ------------------------------------------------------------------------------------------------------------

# Kills $2 after $1 seconds, unless this timer is ended before; sets timer.
kill_after() {
    (
        nap=
        trap 'kill "$nap" 2>/dev/null; exit 0' TERM
        sleep "$1" &
        nap=$!
        wait "$nap"
        kill -s KILL -- "$2" 2>/dev/null
    ) &
    timer=$!
}

# Sleeps $1 seconds; a signal ends it early.
doze() {
    sleep "$1" &
    nap=$!
    wait "$nap"
    kill "$nap" 2>/dev/null
}

# Whether the pod is to stop; sets deadline.
stopping() {
    deadline=0
    { read -r deadline <stop; } 2>/dev/null || [ -e stop ]
}

# --- one container ---------------------------------------------------------------------------------------------------

# Starts the container; its output goes through the pump.
launch() {
    mkdir -p "$dir/logs"
    rm -f "$dir/termination-log"
    { printf '' >"$dir/termination-log" && chmod 666 "$dir/termination-log"; } 2>/dev/null
    for found in "$dir"/logs/*; do
        number=${found##*/}
        number=${number%%.*}
        case $number in '' | *[!0-9]*) continue ;; esac
        [ "$number" -lt $((restarts - 1)) ] && rm -f "$found"
    done
    # A container that runs has a log, if only an empty one.
    { printf '' >"$dir/logs/$restarts.0.log"; } 2>/dev/null
    [ -p "$dir/output" ] || mkfifo -m 600 "$dir/output" 2>/dev/null
    started=$(date +%s)
    if [ -p "$dir/output" ]; then
        pump "$dir/logs/$restarts" <"$dir/output" >/dev/null 2>&1 &
        pump_pid=$!
        $detach "$shell" "$dir/run" "$shell" </dev/null >"$dir/output" 2>&1 &
        pid=$!
    else
        # No pipe can be made on a full disk: running without a log is better than not running.
        pump_pid=
        $detach "$shell" "$dir/run" "$shell" </dev/null >/dev/null 2>&1 &
        pid=$!
    fi
    start_ticks "$pid"
    pid_ticks=$ticks
    pid_boot=$boot_id
}

pump() {
    case $pump_kind in
    perl) exec perl "$tools/log-pump.pl" "$1" "$log_bytes" "$log_files" ;;
    python3) exec python3 -S -E "$tools/log-pump.py" "$1" "$log_bytes" "$log_files" ;;
    mawk)
        ulimit -v 262144 2>/dev/null
        exec mawk -W interactive -v whole=1 -f "$tools/log-pump.awk" "$1" "$log_bytes" "$log_files"
        ;;
    awk | gawk)
        # A line without end must not eat the host's memory.
        ulimit -v 262144 2>/dev/null
        exec "$pump_kind" -f "$tools/log-pump.awk" "$1" "$log_bytes" "$log_files"
        ;;
    *) exec cat >/dev/null ;;
    esac
}

# Follows a stop or restart request for the running container.
obey() {
    request=
    if stopping; then
        request=$deadline
    elif [ -e "$dir/restart" ]; then
        { read -r request <"$dir/restart"; } 2>/dev/null
    fi
    case $request in '' | *[!0-9]*) return 0 ;; esac
    [ "$request" = "$obeyed" ] && return 0
    # Only the first process is asked, as in a container: it knows how its children should end.
    [ -z "$obeyed" ] && kill -s TERM "$pid" 2>/dev/null
    obeyed=$request
    [ -n "$killer" ] && kill "$killer" 2>/dev/null
    left=$((request - $(date +%s)))
    if [ "$left" -le 0 ]; then
        kill -s KILL -- "-$pid" 2>/dev/null
        killer=
        return 0
    fi
    kill_after "$left" "-$pid"
    killer=$timer
}

# Keeps how the instance before ended, for an instance that has ended too.
remember_exit() {
    last_exit=$exit_code
    last_reason=$exit_reason
    last_started=$exit_started
    last_finished=$exit_finished
}

# Waits for the running container and sets exit_code and exit_reason.
await() {
    remember_exit
    obeyed=
    killer=
    signalled=
    obey
    if [ "$adopted" = yes ]; then
        while alive "$pid" "$pid_ticks" "$pid_boot"; do
            doze 1
            obey
        done
        # Only a parent learns the exit code.
        exit_code=137
        exit_reason=ContainerStatusUnknown
    else
        exit_code=
        while :; do
            [ -z "$signalled" ] && wait "$pid"
            code=$?
            # 127: it had been collected by the call before, which a signal made look interrupted.
            if [ -z "$exit_code" ] || [ "$code" -ne 127 ]; then exit_code=$code; fi
            [ -n "$signalled" ] || break
            signalled=
            obey
        done
        exit_reason=Error
        [ "$exit_code" -eq 0 ] && exit_reason=Completed
    fi
    [ -n "$killer" ] && kill "$killer" 2>/dev/null
    # As in a container, nothing outlives the first process.
    kill -s KILL -- "-$pid" 2>/dev/null
    if [ -n "$pump_pid" ]; then
        # The log is complete before the end is told, unless a stray process keeps the pipe open.
        kill_after 2 "$pump_pid"
        while kill -0 "$pump_pid" 2>/dev/null; do wait "$pump_pid"; done
        kill "$timer" 2>/dev/null
    fi
    pump_pid=
}

# Whether policy wants another start after the last exit.
wants_restart() {
    [ "$role" = init ] && [ "$exit_code" -eq 0 ] && return 1
    case $policy in
    Always) return 0 ;;
    OnFailure) [ "$exit_code" -ne 0 ] ;;
    *) return 1 ;;
    esac
}

# Looks after a container until it is not to be started again; fails if it failed.
# $1 is an entry of the plan, NAME:RESTARTS:MESSAGE, and $2 its role.
tend() {
    name=${1%%:*}
    base=${1#*:}
    message_from=${base#*:}
    base=${base%%:*}
    role=$2
    dir=containers/$name
    pump_pid=
    adopted=no
    signalled=
    tended=no
    [ -e "$dir/runner" ] && tended=yes
    hold "$dir/runner"
    load
    if [ "$phase" = running ] && ! alive "$pid" "$pid_ticks" "$pid_boot"; then
        phase=lost
    fi
    if [ "$tended" = yes ] && [ "$phase" != running ] && [ "$phase" != terminated ]; then
        # The shell before this one may have died after it started the container and before it said so.
        find_running && started=$(date +%s)
    fi
    [ "$phase" = running ] && adopted=yes
    case $phase in
    running) publish ;;
    lost)
        remember_exit
        exit_code=137
        exit_reason=ContainerStatusUnknown
        exited
        ;;
    backoff) await_turn ;;
    esac
    while [ "$phase" != terminated ] && [ "$phase" != stopped ]; do
        if [ "$adopted" = no ]; then
            # Between two instances, and before the first one.
            if stopping; then
                phase=stopped
                [ -n "$exit_code" ] && phase=terminated
                publish
                return 1
            fi
            # Somebody removed the pod's directory from under it; one that was only moved still has its files.
            [ -e "$dir/run" ] || return 1
            launch
            phase=running
            publish
        fi
        await
        adopted=no
        exited || break
    done
    [ "${exit_code:-1}" = 0 ]
}

# Keeps what the container said about its end: its own file, or the end of its log if it failed and the pod wants that.
keep_message() {
    if [ -s "$dir/termination-log" ]; then
        head -c 4096 "$dir/termination-log" >"$dir/message" 2>/dev/null
        return 0
    fi
    rm -f "$dir/message"
    [ "$message_from" = logs ] && [ "$exit_code" -ne 0 ] || return 0
    newest=
    for found in "$dir/logs/$restarts".*.log; do
        number=${found%.log}
        number=${number##*.}
        case $number in '' | *[!0-9]*) continue ;; esac
        [ "$number" -ge "${newest:-0}" ] && newest=$number
    done
    [ -n "$newest" ] || return 0
    tail -n 80 "$dir/logs/$restarts.$newest.log" 2>/dev/null | cut -d ' ' -f 2- | tail -c 2048 >"$dir/message" 2>/dev/null
}

# After an exit: succeeds when the container is to be started again, and waits its turn before.
exited() {
    exit_started=$started
    exit_finished=$(date +%s)
    keep_message
    save "$dir/logs/$restarts.ended" "$exit_code"
    if [ -e "$dir/restart" ] && ! stopping; then
        rm -f "$dir/restart"
        backoff=0
        restarts=$((restarts + 1))
        return 0
    fi
    if stopping || ! wants_restart; then
        phase=terminated
        publish
        return 1
    fi
    [ $((exit_finished - exit_started)) -ge "$backoff_reset" ] && backoff=0
    delay=$backoff
    backoff=$((backoff * 2))
    [ "$backoff" -eq 0 ] && backoff=$backoff_base
    [ "$backoff" -gt "$backoff_cap" ] && backoff=$backoff_cap
    if [ "$delay" -eq 0 ]; then
        restarts=$((restarts + 1))
        return 0
    fi
    phase=backoff
    publish
    await_turn
}

# Sits out the back-off; fails when the pod is stopped meanwhile.
await_turn() {
    while :; do
        if stopping; then
            phase=terminated
            publish
            return 1
        fi
        left=$((exit_finished + delay - $(date +%s)))
        if [ "$left" -le 0 ] || [ -e "$dir/restart" ]; then
            rm -f "$dir/restart"
            restarts=$((restarts + 1))
            return 0
        fi
        # A clock that was set back must not make the wait longer.
        [ "$left" -gt "$delay" ] && left=$delay
        doze "$left"
    done
}

# --- one pod ---------------------------------------------------------------------------------------------------------

# Reads the plan: what to run, in which order, and how to restart it.
read_plan() {
    policy=Always
    backoff_base=10
    backoff_cap=300
    backoff_reset=600
    log_bytes=10485760
    log_files=5
    inits=
    apps=
    while read -r word first second third; do
        case $word in
        policy) policy=$first ;;
        backoff)
            backoff_base=$first
            backoff_cap=$second
            backoff_reset=$third
            ;;
        logs)
            log_bytes=$first
            log_files=$second
            ;;
        init) inits="$inits $first:$second:$third" ;;
        app) apps="$apps $first:$second:$third" ;;
        esac
    done <plan
}

# Runs the pod in the working directory: init containers one after the other, then all others at once.
supervise() {
    shell=$1
    tools=../../bin/$2
    trap 'signalled=yes' USR1 TERM INT HUP
    pump_kind=
    { read -r pump_kind <../../bin/pump; } 2>/dev/null
    hold supervisor
    choose_detach || exit 1
    read_plan
    for each in $inits; do
        # Only the last failure comes back, or a stop: no later container may start.
        tend "$each" init || exit 0
    done
    first=
    for each in $apps; do
        holder_alive "containers/${each%%:*}/runner" && [ "$identity" != "$$" ] && continue
        if [ -z "$first" ]; then
            first=$each
            continue
        fi
        (
            trap 'signalled=yes' USR1 TERM INT HUP
            tend "$each" app
        ) &
    done
    [ -z "$first" ] || tend "$first" app
    # The other containers are looked after by shells of their own.
    exit 0
}

# Whether somebody looks after every container that still needs it.
supervised() {
    holder_alive supervisor && return 0
    read_plan
    if [ -e stop ]; then
        for each in $inits $apps; do
            phase_of "${each%%:*}"
            case $phase in running | backoff) holder_alive "containers/${each%%:*}/runner" || return 1 ;; esac
        done
        return 0
    fi
    for each in $inits; do
        phase_of "${each%%:*}"
        [ "$phase" = terminated ] && [ "$exit_code" = 0 ] && continue
        [ "$phase" = terminated ]
        return
    done
    for each in $apps; do
        phase_of "${each%%:*}"
        [ "$phase" = terminated ] && continue
        holder_alive "containers/${each%%:*}/runner" || return 1
    done
}

phase_of() {
    phase=
    exit_code=
    {
        while read -r key value; do
            case $key in
            phase) phase=$value ;;
            exit) exit_code=$value ;;
            esac
        done <"containers/$1/state"
    } 2>/dev/null
}

start() {
    supervised && return 0
    choose_detach || exit 1
    tools=${0%/*}
    # shellcheck disable=SC2086
    env -i PATH="$PATH" LC_ALL=C OUTRIGGER_POD="$OUTRIGGER_POD" \
        $detach "$shell" "$0" supervise "$shell" "${tools##*/}" </dev/null >/dev/null 2>&1 &
}

# Wakes every shell that looks after something here.
wake() {
    for holder in supervisor containers/*/runner; do
        holder_alive "$holder" && kill -s USR1 "$identity" 2>/dev/null
    done
}

stop() {
    now=$(date +%s)
    deadline=$((now + $1))
    { read -r earlier <stop; } 2>/dev/null || earlier=
    case $earlier in '' | *[!0-9]*) earlier=$deadline ;; esac
    [ "$earlier" -lt "$deadline" ] && deadline=$earlier
    if ! save stop "$deadline"; then
        echo "$PWD/stop cannot be written; free some disk space" >&2
        exit 1
    fi
    wake
    start
    notify
    # A signal that comes between two commands of a shell may go unnoticed until the next one.
    (
        sleep 1
        wake
    ) </dev/null >/dev/null 2>&1 &
}

restart() {
    [ -d "containers/$1" ] || exit 0
    save "containers/$1/restart" "$(($(date +%s) + $2))" || exit 1
    wake
    (
        sleep 1
        wake
    ) </dev/null >/dev/null 2>&1 &
}

destroy() {
    { printf '0\n' >stop; } 2>/dev/null
    rounds=0
    while :; do
        found_any=
        # Runners first, so that nothing is started again.
        for holder in supervisor containers/*/runner; do
            if holder_alive "$holder"; then
                found_any=yes
                kill -s KILL "$identity" 2>/dev/null
            fi
        done
        for found in $(marked "$OUTRIGGER_POD"); do
            if [ "$found" != "$$" ] && start_ticks "$found"; then
                found_any=yes
                kill -s KILL "$found" 2>/dev/null
            fi
        done
        [ -n "$found_any" ] || break
        rounds=$((rounds + 1))
        if [ "$rounds" -gt 10 ]; then
            echo "processes of pod $OUTRIGGER_POD cannot be killed" >&2
            exit 1
        fi
        [ "$rounds" -lt 3 ] || sleep 1
    done
    grave=../../trash/$OUTRIGGER_POD.$$
    mkdir -p ../../trash && mv "../$OUTRIGGER_POD" "$grave" || exit 1
    notify
    cd ../../trash && rm -rf "./$OUTRIGGER_POD.$$"
}

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
    if [ "$(id -u)" -eq 0 ] && unshare -m true 2>/dev/null; then echo "mounts"; fi
    echo "done"
}

# --- command line ----------------------------------------------------------------------------------------------------

verb=$1
shell=$2
shift 2
boot_id=
read -r boot_id </proc/sys/kernel/random/boot_id
if [ "$verb" = supervise ]; then
    supervise "$shell" "$1"
fi
directory=$1
shift
case $verb in
start | stop | restart)
    cd "$directory" 2>/dev/null || exit 72
    OUTRIGGER_POD=${directory##*/}
    ;;
destroy)
    cd "$directory" 2>/dev/null || exit 0
    OUTRIGGER_POD=${directory##*/}
    ;;
report | node | prepare)
    cd "$directory" 2>/dev/null || exit 72
    ;;
*)
    echo "unknown verb $verb" >&2
    exit 64
    ;;
esac
"$verb" "$@"
