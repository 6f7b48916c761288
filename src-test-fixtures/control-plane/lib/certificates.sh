# SPDX-License-Identifier: Apache-2.0
# The keys, certificates and kubeconfigs of one cluster. One certificate authority signs everything.

SERVICE_ADDRESS=10.96.0.1
SERVICE_NAMES=DNS:kubernetes,DNS:kubernetes.default,DNS:kubernetes.default.svc,DNS:kubernetes.default.svc.cluster.local

# create_certificates DIR: writes DIR/pki, DIR/ca.crt, DIR/ca.key and DIR/kubelet-client-ca.crt.
create_certificates() {
  local directory=$1 pki=$1/pki
  mkdir -p "$pki"
  new_key "$pki/ca.key"
  request "$pki/ca.key" /CN=outrigger-test \
    | openssl x509 -req -signkey "$pki/ca.key" -days 365 -out "$pki/ca.crt" \
      -extfile <(printf 'basicConstraints=critical,CA:TRUE\nkeyUsage=critical,keyCertSign,cRLSign,digitalSignature\nsubjectKeyIdentifier=hash\n') 2>"$pki/openssl.log" \
    || fail "openssl could not make the certificate authority: $(cat "$pki/openssl.log")"

  certificate "$pki" apiserver /CN=kube-apiserver serverAuth \
    "IP:127.0.0.1,IP:$SERVICE_ADDRESS,DNS:localhost,$SERVICE_NAMES"
  certificate "$pki" kubelet-client /CN=kube-apiserver-kubelet-client clientAuth
  certificate "$pki" front-proxy-client /CN=front-proxy-client clientAuth
  certificate "$pki" admin /O=system:masters/CN=kubernetes-admin clientAuth
  certificate "$pki" kube-controller-manager /CN=system:kube-controller-manager clientAuth
  certificate "$pki" kube-scheduler /CN=system:kube-scheduler clientAuth

  new_key "$pki/service-account.key"
  openssl pkey -in "$pki/service-account.key" -pubout -out "$pki/service-account.pub"
  cp "$pki/ca.crt" "$directory/ca.crt"
  cp "$pki/ca.key" "$directory/ca.key"
  cp "$pki/ca.crt" "$directory/kubelet-client-ca.crt"
}

new_key() {
  (umask 077 && openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out "$1" 2>/dev/null)
}

request() {
  openssl req -new -key "$1" -subj "$2" -config <(printf '[req]\ndistinguished_name=name\n[name]\n')
}

# certificate PKI NAME SUBJECT USAGE [ALTERNATIVE-NAMES]
certificate() {
  local pki=$1 name=$2 subject=$3 usage=$4 alternatives=${5:-} extensions
  extensions="keyUsage=critical,digitalSignature"$'\n'"extendedKeyUsage=$usage"$'\n'
  extensions+="authorityKeyIdentifier=keyid"$'\n'"${alternatives:+subjectAltName=$alternatives}"
  new_key "$pki/$name.key"
  request "$pki/$name.key" "$subject" \
    | openssl x509 -req -CA "$pki/ca.crt" -CAkey "$pki/ca.key" -set_serial "0x$(openssl rand -hex 8)" -days 365 \
      -out "$pki/$name.crt" -extfile <(printf '%s\n' "$extensions") 2>"$pki/openssl.log" \
    || fail "openssl could not make the certificate '$name': $(cat "$pki/openssl.log")"
}

# kubeconfig DIR NAME FILE [TOKEN]: for the holder of a token, or else of the certificate NAME. Credentials are embedded,
# so that the file can be copied anywhere.
kubeconfig() {
  local directory=$1 name=$2 file=$3 token=${4:-} credentials
  if [ -n "$token" ]; then
    credentials="{token: $token}"
  else
    credentials="{client-certificate-data: $(encoded "$directory/pki/$name.crt"),"
    credentials+=" client-key-data: $(encoded "$directory/pki/$name.key")}"
  fi
  (umask 077 && cat >"$file") <<EOF
apiVersion: v1
kind: Config
current-context: test
clusters:
- name: test
  cluster:
    server: https://127.0.0.1:$APISERVER_PORT
    certificate-authority-data: $(encoded "$directory/pki/ca.crt")
contexts:
- name: test
  context: {cluster: test, user: $name}
users:
- name: $name
  user: $credentials
EOF
}

encoded() { openssl base64 -A -in "$1"; }
