# SPDX-License-Identifier: Apache-2.0
# Adds metrics-server to a running cluster, but outside of it: a process on loopback that the API server is told of.

command_metrics_server() {
  local directory programs
  directory=$(existing "$1")
  load_settings "$directory"
  if ! is_running "$directory" metrics-server; then
    programs=$(build metrics-server)
    install_metrics_server "$directory" "$programs"
    start_metrics_server "$directory"
  fi
  await "$directory" metrics-server
}

# The rights are the published ones. The API server takes no loopback address as an endpoint of a Service, but a name.
install_metrics_server() {
  local directory=$1 programs=$2 pki=$1/pki token
  ln -sf "$programs/metrics-server" "$directory/metrics-server"
  certificate "$pki" metrics-server /CN=metrics-server serverAuth DNS:metrics-server.kube-system.svc
  administer "$directory" apply -f "$programs/rbac.yaml" >/dev/null
  token=$(administer "$directory" create token metrics-server --namespace kube-system --duration=24h)
  kubeconfig "$directory" metrics-server "$pki/metrics-server.conf" "$token"
  administer "$directory" apply -f - >/dev/null <<EOF
apiVersion: v1
kind: Service
metadata: {name: metrics-server, namespace: kube-system}
spec: {type: ExternalName, externalName: localhost}
---
apiVersion: apiregistration.k8s.io/v1
kind: APIService
metadata: {name: v1beta1.metrics.k8s.io}
spec:
  group: metrics.k8s.io
  version: v1beta1
  groupPriorityMinimum: 100
  versionPriority: 100
  service: {name: metrics-server, namespace: kube-system, port: $METRICS_SERVER_PORT}
  caBundle: $(encoded "$pki/ca.crt")
EOF
}

# As in its published manifest, except that it measures as often as it can: every 10 s instead of 15 s.
start_metrics_server() {
  local directory=$1 pki=$1/pki config=$1/pki/metrics-server.conf verification=--kubelet-insecure-tls
  [ "$VERIFY_KUBELET" = no ] || verification=--kubelet-certificate-authority=$pki/ca.crt
  launch "$directory" metrics-server "$directory/metrics-server" \
    --bind-address=127.0.0.1 --secure-port="$METRICS_SERVER_PORT" \
    --tls-cert-file="$pki/metrics-server.crt" --tls-private-key-file="$pki/metrics-server.key" \
    --kubeconfig="$config" --authentication-kubeconfig="$config" --authorization-kubeconfig="$config" \
    --kubelet-preferred-address-types=InternalIP,ExternalIP,Hostname --kubelet-use-node-status-port "$verification" \
    --metric-resolution=10s --kubelet-request-timeout=9s
}

administer() {
  local directory=$1
  shift
  "$directory/kubectl" --kubeconfig "$directory/admin.conf" "$@"
}
