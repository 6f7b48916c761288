# SPDX-License-Identifier: Apache-2.0
# The command line of each component. Time-outs and rates are the defaults that a user's cluster has, except that load
# is measured and answered more often.

# shellcheck disable=SC2034 # read by lib/cluster.sh
COMPONENTS="etcd kube-apiserver kube-controller-manager kube-scheduler metrics-server"

# start_component DIR NAME; expects load_settings to have run.
start_component() {
  local directory=$1 name=$2
  case $name in
    etcd) start_etcd "$directory" ;;
    kube-apiserver) start_apiserver "$directory" ;;
    kube-controller-manager) start_controller_manager "$directory" ;;
    kube-scheduler) start_scheduler "$directory" ;;
    metrics-server) start_metrics_server "$directory" ;;
  esac
}

start_etcd() {
  local directory=$1 client=http://127.0.0.1:$ETCD_PORT peer=http://127.0.0.1:$ETCD_PEER_PORT
  launch "$directory" etcd "$PROGRAMS/etcd" --data-dir="$directory/etcd" --unsafe-no-fsync --log-level=warn \
    --listen-client-urls="$client" --advertise-client-urls="$client" \
    --listen-peer-urls="$peer" --initial-advertise-peer-urls="$peer" --initial-cluster="default=$peer"
}

start_apiserver() {
  local directory=$1 pki=$1/pki verification=
  [ "$VERIFY_KUBELET" = no ] || verification=--kubelet-certificate-authority=$pki/ca.crt
  launch "$directory" kube-apiserver "$PROGRAMS/kube-apiserver" \
    --bind-address=127.0.0.1 --secure-port="$APISERVER_PORT" --advertise-address=127.0.0.1 \
    --endpoint-reconciler-type=none --etcd-servers="http://127.0.0.1:$ETCD_PORT" \
    --cert-dir="$pki" --tls-cert-file="$pki/apiserver.crt" --tls-private-key-file="$pki/apiserver.key" \
    --client-ca-file="$pki/ca.crt" --anonymous-auth=true --allow-privileged=true \
    --authorization-mode=Node,RBAC --enable-admission-plugins=NodeRestriction \
    --kubelet-client-certificate="$pki/kubelet-client.crt" --kubelet-client-key="$pki/kubelet-client.key" \
    --kubelet-preferred-address-types=InternalIP,Hostname ${verification:+"$verification"} \
    --requestheader-client-ca-file="$pki/ca.crt" --requestheader-allowed-names=front-proxy-client \
    --requestheader-username-headers=X-Remote-User --requestheader-group-headers=X-Remote-Group \
    --requestheader-extra-headers-prefix=X-Remote-Extra- \
    --proxy-client-cert-file="$pki/front-proxy-client.crt" --proxy-client-key-file="$pki/front-proxy-client.key" \
    --service-account-issuer=https://kubernetes.default.svc.cluster.local \
    --service-account-key-file="$pki/service-account.pub" \
    --service-account-signing-key-file="$pki/service-account.key" --service-cluster-ip-range=10.96.0.0/16
}

start_controller_manager() {
  local directory=$1 pki=$1/pki config=$1/pki/kube-controller-manager.conf
  launch "$directory" kube-controller-manager "$PROGRAMS/kube-controller-manager" \
    --bind-address=127.0.0.1 --secure-port="$CONTROLLER_MANAGER_PORT" --cert-dir="$pki/kube-controller-manager" \
    --kubeconfig="$config" --authentication-kubeconfig="$config" --authorization-kubeconfig="$config" \
    --leader-elect=false --use-service-account-credentials=true --horizontal-pod-autoscaler-sync-period=5s \
    --service-account-private-key-file="$pki/service-account.key" --root-ca-file="$pki/ca.crt" \
    --cluster-signing-cert-file="$pki/ca.crt" --cluster-signing-key-file="$pki/ca.key"
}

start_scheduler() {
  local directory=$1 pki=$1/pki config=$1/pki/kube-scheduler.conf
  launch "$directory" kube-scheduler "$PROGRAMS/kube-scheduler" \
    --bind-address=127.0.0.1 --secure-port="$SCHEDULER_PORT" --cert-dir="$pki/kube-scheduler" \
    --kubeconfig="$config" --authentication-kubeconfig="$config" --authorization-kubeconfig="$config" \
    --leader-elect=false
}

# component_is_ready DIR NAME
component_is_ready() {
  local directory=$1 name=$2
  case $name in
    etcd) is_listening "$ETCD_PORT" ;;
    kube-apiserver) is_listening "$APISERVER_PORT" && ask "$directory" get --raw /readyz ;;
    # A pod can be created only once its namespace has a service account, which the controller manager makes.
    kube-controller-manager) ask "$directory" get serviceaccount default ;;
    kube-scheduler) is_listening "$SCHEDULER_PORT" ;;
    metrics-server) ask "$directory" get --raw /apis/metrics.k8s.io/v1beta1 ;;
  esac
}

ask() {
  local directory=$1
  shift
  "$directory/kubectl" --kubeconfig "$directory/admin.conf" --request-timeout=2s "$@" >/dev/null 2>&1
}
