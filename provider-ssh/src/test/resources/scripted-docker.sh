#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# A command line that answers as docker's and nerdctl's do, as far as they are called, without containers: it runs the
# command on this machine. It keeps a directory per container beside itself, and every call in the file "calls".

home=${0%/*}/containers
mkdir -p "$home"
# In one piece, because calls may come side by side.
call=$(printf '%s\t' "$@")
printf '%s\n' "$call" >>"${0%/*}/calls"

alive() {
    [ -e "$home/$1/pid" ] && kill -0 "$(cat "$home/$1/pid")" 2>/dev/null && [ ! -e "$home/$1/code" ]
}

# As docker 20.10 and 24 do: the number of the container stays behind, and so does the advice.
refuse() {
    echo e23a3f3a4653ccd280fdbbb5cda5e1f3a1d33ee9e5cb1663e8b8a26d0d43a5a3
    echo "docker: Error response from daemon: $1" >&2
    echo "See 'docker run --help'." >&2
    exit 125
}

run_container() {
    entrypoint=
    variables=
    while [ $# -gt 0 ]; do
        case $1 in
        -d | -t | -it | --read-only | --privileged) shift ;;
        --pull=*) shift ;;
        --name)
            name=$2
            shift 2
            ;;
        --entrypoint)
            entrypoint=$2
            shift 2
            ;;
        --env-file)
            variables=$2
            shift 2
            ;;
        --label)
            case $2 in io.outrigger.uid=*) uid=$2 ;; esac
            shift 2
            ;;
        -*) shift 2 ;;
        *) break ;;
        esac
    done
    image=$1
    shift
    [ "$image" != localhost/broken:1 ] || refuse "No such container: nowhere."
    case $image in
    *pause*) [ ! -e "${0%/*}/no-sandboxes" ] || { echo "docker: Error response from daemon: no addresses." >&2 && exit 125; } ;;
    esac
    mkdir "$home/$name" || exit 125
    echo "$uid" >"$home/$name/label"
    case $image in *pause*) set -- sleep 1000 ;; esac
    [ -z "$entrypoint" ] || set -- "$entrypoint" "$@"
    # One word per line is enough for the variables of a test.
    # shellcheck disable=SC2046
    (
        [ -z "$variables" ] || while IFS= read -r line; do export "$line"; done <"$variables"
        setsid "$@" >"$home/$name/output" 2>&1 </dev/null &
        echo $! >"$home/$name/pid"
        wait $!
        code=$?
        echo "$code" >"$home/$name/code"
    ) >/dev/null 2>&1 </dev/null &
    while [ ! -s "$home/$name/pid" ]; do sleep 0.05; done
    echo 0123456789abcdef
}

case $1 in
run)
    shift
    run_container "$@"
    ;;
ps)
    [ "$2" = -aq ] || exit 0
    for each in "$home"/*; do
        [ -e "$each/label" ] && [ "label=$(cat "$each/label")" = "$4" ] && echo "${each##*/}"
    done
    true
    ;;
version) echo 1.2.3 ;;
image)
    # As when it hangs, and is killed for that.
    [ ! -e "${0%/*}/no-answer" ] || kill -s KILL $$
    echo "sha256:abc 1234 "
    ;;
attach) true ;;
update) [ ! -e "${0%/*}/refuses-updates" ] || { echo "docker: Error response from daemon: no such cgroup." >&2 && exit 1; } ;;
logs) tail -n +1 -f --pid="$(cat "$home/$3/pid")" "$home/$3/output" ;;
inspect)
    [ -d "$home/$4" ] || { echo "Error: No such object: $4" >&2 && exit 1; }
    case $3 in
    *Status*) if alive "$4"; then echo "running 0 false"; else echo "exited $(cat "$home/$4/code") $([ -e "$home/$4/oom" ] && echo true || echo false)"; fi ;;
    *StopSignal*) echo SIGTERM ;;
    *Networks*) echo "$(cat "$home/$4/pid") 192.0.2.9 " ;;
    *) if alive "$4"; then cat "$home/$4/pid"; else echo 0; fi ;;
    esac
    ;;
kill) kill -s "${3#SIG}" "$(cat "$home/$4/pid")" ;;
rm)
    shift 2
    for each in "$@"; do
        [ -e "$home/$each/pid" ] && kill -s KILL "$(cat "$home/$each/pid")" 2>/dev/null
        rm -rf "${home:?}/$each"
    done
    true
    ;;
exec)
    shift 5
    exec "$@"
    ;;
*) exit 64 ;;
esac
