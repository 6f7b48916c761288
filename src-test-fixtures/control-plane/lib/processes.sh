# SPDX-License-Identifier: Apache-2.0
# Starts and stops single processes. A process is known by DIR/run/NAME.pid, and is ours only as long as its command
# line names DIR: an id that the system gave to somebody else meanwhile is never touched.

STOP_SECONDS=10

# launch DIR NAME PROGRAM ARGUMENT...: starts it in a process group of its own, so that Ctrl-C does not reach it.
launch() {
  local directory=$1 name=$2
  shift 2
  mkdir -p "$directory/run" "$directory/logs"
  set -m
  nohup "$@" >>"$directory/logs/$name.log" 2>&1 </dev/null &
  printf '%s\n' $! >"$directory/run/$name.pid"
  disown $!
  set +m
}

# Prints the process id, or nothing when the process does not run.
running_pid() {
  local directory=$1 name=$2 pid
  pid=$(cat "$directory/run/$name.pid" 2>/dev/null) || return 0
  case $(ps -ww -o stat=,args= -p "$pid" 2>/dev/null) in
    Z*) ;;
    *"$directory"*) printf '%s\n' "$pid" ;;
  esac
}

is_running() { [ -n "$(running_pid "$1" "$2")" ]; }

# terminate DIR NAME: TERM, then KILL for a process that does not end in time.
terminate() {
  local directory=$1 name=$2 pid waited=0
  pid=$(running_pid "$directory" "$name")
  if [ -n "$pid" ]; then
    kill -TERM "$pid" 2>/dev/null || true
    while is_running "$directory" "$name"; do
      if [ "$waited" -ge $((STOP_SECONDS * 10)) ]; then
        say "$name did not end within $STOP_SECONDS s of TERM; killing it"
        kill -KILL "$pid" 2>/dev/null || true
      fi
      sleep 0.1
      waited=$((waited + 1))
    done
  fi
  rm -f "$directory/run/$name.pid"
}

# free_ports N: N ports that nobody listens on, from below the range that the system hands out by itself.
free_ports() {
  local wanted=$1 port chosen=' '
  while [ "$wanted" -gt 0 ]; do
    port=$((20000 + (RANDOM * 32768 + RANDOM) % 10000))
    case $chosen in *" $port "*) continue ;; esac
    is_listening "$port" && continue
    chosen="$chosen$port "
    wanted=$((wanted - 1))
  done
  printf '%s\n' "$chosen"
}

is_listening() { (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; }
