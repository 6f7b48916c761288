# SPDX-License-Identifier: Apache-2.0
# The commands on a whole cluster. What was chosen at "up" (ports, programs) is kept in DIR/settings.

READY_SECONDS=60

command_up() {
  local directory=$1 started=$SECONDS
  shift
  parse_options "$@"
  need openssl flock
  PROGRAMS=$(build "v$VERSION")
  mkdir -p "$directory"
  directory=$(cd "$directory" && pwd -P)
  refuse_if_running "$directory"
  prepare "$directory"
  # shellcheck disable=SC2064
  trap "stop_all $(printf %q "$directory")" EXIT
  trap 'exit 1' INT TERM
  bring_up "$directory"
  trap - EXIT INT TERM
  say "Kubernetes v$VERSION is ready after $((SECONDS - started)) s; export KUBECONFIG=$directory/admin.conf"
}

command_down() {
  local directory
  directory=$(existing "$1")
  terminate "$directory" owner-watch
  stop_all "$directory"
}

command_stop_component() {
  local directory
  directory=$(existing "$1")
  require_component "${2:-}"
  terminate "$directory" "$2"
}

command_start_component() {
  local directory
  directory=$(existing "$1")
  require_component "${2:-}"
  load_settings "$directory"
  is_running "$directory" "$2" || start_component "$directory" "$2"
  await "$directory" "$2"
}

# Internal: stops everything when the process that asked for it has ended.
command_watch() {
  local directory=$1 owner=$2
  while kill -0 "$owner" 2>/dev/null; do sleep 1; done
  stop_all "$directory"
}

existing() {
  [ -f "$1/settings" ] || fail "$1 holds no control plane"
  (cd "$1" && pwd -P)
}

require_component() {
  case " $COMPONENTS " in
    *" $1 "*) ;;
    *) misuse "there is no component '$1'; choose one of: $COMPONENTS" ;;
  esac
}

refuse_if_running() {
  local name
  for name in $COMPONENTS; do
    ! is_running "$1" "$name" || fail "$1 has a running $name; stop it with 'control-plane down $1'"
  done
}

# Every "up" begins an empty cluster: data, certificates and logs of an earlier one are removed.
prepare() {
  local directory=$1 name
  rm -rf "$directory/etcd" "$directory/pki" "$directory/run" "$directory/logs" "$directory/settings"
  choose_settings >"$directory/settings"
  load_settings "$directory"
  create_certificates "$directory"
  kubeconfig "$directory" admin "$directory/admin.conf"
  for name in kube-controller-manager kube-scheduler; do
    kubeconfig "$directory" "$name" "$directory/pki/$name.conf"
  done
  ln -sf "$PROGRAMS/kubectl" "$directory/kubectl"
}

choose_settings() {
  # shellcheck disable=SC2046
  set -- $(free_ports 6)
  printf 'VERSION=%s\nPROGRAMS=%q\nVERIFY_KUBELET=%s\n' "$VERSION" "$PROGRAMS" "$VERIFY_KUBELET"
  printf 'ETCD_PORT=%s\nETCD_PEER_PORT=%s\nAPISERVER_PORT=%s\nCONTROLLER_MANAGER_PORT=%s\n' "$1" "$2" "$3" "$4"
  printf 'SCHEDULER_PORT=%s\nMETRICS_SERVER_PORT=%s\n' "$5" "$6"
}

load_settings() {
  # shellcheck source=/dev/null
  . "$1/settings"
}

# In the order of their needs: a component that misses what it needs ends, or fills its log with warnings.
bring_up() {
  local directory=$1
  start_component "$directory" etcd
  await "$directory" etcd
  start_component "$directory" kube-apiserver
  await "$directory" kube-apiserver
  start_component "$directory" kube-controller-manager
  start_component "$directory" kube-scheduler
  # What kubeadm grants too: the API server may use every route of a kubelet.
  ask "$directory" create clusterrolebinding kube-apiserver-kubelet-api-admin \
    --clusterrole=system:kubelet-api-admin --user=kube-apiserver-kubelet-client \
    || fail "the API server refused the role binding for kubelets; see $directory/logs/kube-apiserver.log"
  await "$directory" kube-controller-manager
  await "$directory" kube-scheduler
  [ -z "$OWNER" ] || launch "$directory" owner-watch bash "$HOME_OF_SCRIPT/control-plane" watch "$directory" "$OWNER"
}

stop_all() {
  local name
  for name in metrics-server kube-scheduler kube-controller-manager kube-apiserver etcd; do
    terminate "$1" "$name"
  done
}

# await DIR NAME: false, after naming the guilty component, when it or another one ends or time runs out.
await() {
  local directory=$1 name=$2 deadline=$((SECONDS + READY_SECONDS)) other
  until component_is_ready "$directory" "$name"; do
    for other in $COMPONENTS; do
      if [ -f "$directory/run/$other.pid" ] && ! is_running "$directory" "$other"; then
        explain "$directory" "$other" "ended"
        return 1
      fi
    done
    if [ "$SECONDS" -ge "$deadline" ]; then
      explain "$directory" "$name" "was not ready within $READY_SECONDS s"
      return 1
    fi
    sleep 0.2
  done
}

explain() {
  local log=$1/logs/$2.log
  say "$2 $3; the end of $log:"
  tail -n 15 "$log" >&2
}
