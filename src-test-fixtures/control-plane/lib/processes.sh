# SPDX-License-Identifier: Apache-2.0
# Starts and stops single processes. DIR/run/NAME.pid holds the id of a process and when it started, in the kernel's ticks:
# an id that the system gave to somebody else meanwhile is never touched. Command lines tell less, for a process that is
# becoming its program has none.

STOP_SECONDS=10

# launch DIR NAME PROGRAM ARGUMENT...: starts it in a process group of its own, so that Ctrl-C does not reach it.
launch() {
  local directory=$1 name=$2
  shift 2
  mkdir -p "$directory/run" "$directory/logs"
  set -m
  nohup "$@" >>"$directory/logs/$name.log" 2>&1 </dev/null &
  printf '%s %s\n' $! "$(state_and_start $! | cut -d ' ' -f 2)" >"$directory/run/$name.pid"
  disown $!
  set +m
}

# Prints the state of a process and when it started, or nothing.
state_and_start() {
  local line
  line=$(cat "/proc/$1/stat" 2>/dev/null) || return 0
  # The name before may hold anything.
  printf '%s\n' "${line##*) }" | cut -d ' ' -f 1,20
}

# Prints the process id, or nothing when the process does not run.
running_pid() {
  local directory=$1 name=$2 pid= started= state= now=
  read -r pid started 2>/dev/null <"$directory/run/$name.pid" || return 0
  read -r state now < <(state_and_start "$pid") || return 0
  case $state in
    Z | X) ;;
    *) [ "$now" != "$started" ] || printf '%s\n' "$pid" ;;
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
