# SPDX-License-Identifier: Apache-2.0
# The site under test: this machine with podman, by SSH or directly, and the program that makes it a node.

NODE_SECONDS=60

# start_site DIR: returns when the node is ready.
start_site() {
  local directory=$1 deadline=$((SECONDS + NODE_SECONDS))
  mkdir -p "$directory/site"
  [ "$LINK" = local ] || start_sshd "$directory"
  configuration "$directory" >"$directory/site/outrigger.yaml"
  launch "$directory" program java -jar "$PROGRAM" run --config "$directory/site/outrigger.yaml" \
    --kubeconfig "$directory/cluster/admin.conf"
  until ask_cluster "$directory" wait --for=condition=Ready "node/$NODE" --timeout=1s; do
    if [ "$SECONDS" -ge "$deadline" ] || ! is_running "$directory" program; then
      tail -n 20 "$directory/logs/program.log" >&2
      fail "the node did not become ready within $NODE_SECONDS s; the end of $directory/logs/program.log is above"
    fi
    sleep 1
  done
}

# A pod that a test has left behind is supervised until somebody deletes it, which nobody will.
stop_site() {
  local pid
  terminate "$1" program
  terminate "$1" sshd
  ps -ww -e -o pid=,args= | grep -F "$1/site/state/" | grep -v grep | while read -r pid _; do
    kill -KILL "$pid" 2>/dev/null || true
  done || true
}

# No taint: what the tests create tolerates none. The tolerations of pods are left alone, because changing them raises
# the generation that the tests count.
configuration() {
  local directory=$1
  cat <<EOF
cluster: conformance
providerTaint: false
endpoint: {address: 127.0.0.1, port: 0, clientCaFile: $directory/cluster/kubelet-client-ca.crt}
sites:
- name: $NODE
  provider: $LINK
  autonomy: cluster
  settings:
    directory: $directory/site/state
    runtime: podman
    engine: $directory/podman/podman
EOF
  [ "$LINK" = local ] || cat <<EOF
    host: 127.0.0.1
    port: $SSH_PORT
    user: $(id -un)
    keyFile: $directory/site/user_key
    hostKey: $(cut -d ' ' -f 1,2 "$directory/site/host_key.pub")
    startAtBoot: false
EOF
}

# OpenSSH's server with its default limits.
start_sshd() {
  local directory=$1 site=$1/site sshd
  sshd=$(PATH=$PATH:/usr/sbin command -v sshd) || fail "please install openssh-server, or take --link local"
  ssh-keygen -q -t ed25519 -N '' -f "$site/host_key"
  ssh-keygen -q -t ed25519 -N '' -f "$site/user_key"
  SSH_PORT=$(free_ports 1)
  SSH_PORT=${SSH_PORT// /}
  cat >"$site/sshd_config" <<EOF
Port $SSH_PORT
ListenAddress 127.0.0.1
HostKey $site/host_key
AuthorizedKeysFile $site/user_key.pub
PidFile none
StrictModes no
PermitRootLogin prohibit-password
PasswordAuthentication no
Subsystem sftp internal-sftp
EOF
  mkdir -p /run/sshd
  launch "$directory" sshd "$sshd" -D -e -f "$site/sshd_config"
}

ask_cluster() {
  local directory=$1
  shift
  "$directory/cluster/kubectl" --kubeconfig "$directory/cluster/admin.conf" "$@" >/dev/null 2>&1
}
