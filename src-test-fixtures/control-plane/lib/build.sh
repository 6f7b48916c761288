# SPDX-License-Identifier: Apache-2.0
# Builds programs and keeps them outside the checkout. What is built together comes from one directory of modules:
# "v1.36.3" and the like for a version of Kubernetes, "metrics-server" for that, "conformance" for Kubernetes' own tests.

METRICS_SERVER_VERSION=0.9.0
CONFORMANCE_VERSION=1.36.3

KUBERNETES_PACKAGES="go.etcd.io/etcd/server/v3
k8s.io/kubernetes/cmd/kube-apiserver
k8s.io/kubernetes/cmd/kube-controller-manager
k8s.io/kubernetes/cmd/kube-scheduler
k8s.io/kubernetes/cmd/kubectl"

versions() {
  local module
  for module in "$HOME_OF_SCRIPT"/modules/v*; do
    printf '%s\n' "${module##*/v}"
  done
}

# build MODULE: prints the directory that holds the programs, after building them if need be. It is called in a command
# substitution, where a failing command does not end the shell: whatever may fail says so itself.
build() {
  local module=$1 cache programs
  command -v go >/dev/null 2>&1 \
    || fail "Go is needed to build $(title "$module"); install Go 1.26 or newer and put it on the PATH"
  need openssl flock
  cache=${OUTRIGGER_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/outrigger}/control-plane
  programs=$cache/$(cache_key "$module")
  mkdir -p "$cache" || fail "the cache $cache can not be written; set OUTRIGGER_CACHE to another directory"
  if [ ! -d "$programs" ]; then
    (
      flock --nonblock 9 || { say "another build of $(title "$module") is running; waiting for it" && flock 9; }
      [ -d "$programs" ] || compile "$module" "$programs"
    ) 9>"$programs.lock" || exit 1
  fi
  printf '%s\n' "$programs"
}

title() {
  case $1 in
    conformance) printf "the tests of Kubernetes v%s" "$CONFORMANCE_VERSION" ;;
    metrics-server) printf 'metrics-server v%s' "$METRICS_SERVER_VERSION" ;;
    *) printf 'Kubernetes %s' "$1" ;;
  esac
}

# What the programs are made from: the pinned modules, the version stamp, the compiler and the platform.
cache_key() {
  local module=$1 directory=$HOME_OF_SCRIPT/modules/$1
  {
    cat "$directory/go.mod" "$directory/go.sum"
    linker_flags "$module"
    cd "$directory" && go env GOVERSION GOOS GOARCH
  } | openssl dgst -sha256 -r | cut -c1-32
}

# One "go build" for all programs, because they share most of their packages. No debug information is written: it
# costs compile time and nobody debugs these programs. The directory appears under its final name only when complete.
compile() {
  local module=$1 programs=$2 work=$2.$$ started=$SECONDS compiler
  say "building $(title "$module"); this takes some minutes, once"
  rm -rf "$work"
  mkdir -p "$work"
  (cd "$HOME_OF_SCRIPT/modules/$module" && go_build "$module" "$work") >"$work/build.log" 2>&1 9>&- &
  compiler=$!
  # shellcheck disable=SC2064
  trap "kill $compiler 2>/dev/null; rm -rf '$work'; exit 1" INT TERM
  report_progress "$compiler" "$work/build.log" "$started"
  if ! wait "$compiler"; then
    grep -vE '^(go: downloading|[a-zA-Z0-9./_-]+$)' "$work/build.log" | tail -n 20 >&2 || true
    rm -rf "$work"
    fail "$(title "$module") could not be built; the reason is above"
  fi
  { finish "$module" "$work" && mv "$work" "$programs"; } || fail "the programs could not be moved to $programs"
  trap - INT TERM
  say "built $(title "$module") in $((SECONDS - started)) s"
}

# go_build MODULE DIR: the test suite of Kubernetes is a package of tests, for which there is a command of its own.
go_build() {
  local module=$1 work=$2 flags
  flags=$(linker_flags "$module")
  export CGO_ENABLED=0 GOWORK=off GOFLAGS=-mod=readonly
  # shellcheck disable=SC2046
  go build -v -trimpath -gcflags=all=-dwarf=false -ldflags "$flags" -o "$work/" $(packages "$module") || return
  [ "$module" != conformance ] \
    || go test -c -v -trimpath -gcflags=all=-dwarf=false -ldflags "$flags" -o "$work/e2e.test" k8s.io/kubernetes/test/e2e
}

packages() {
  case $1 in
    conformance) printf 'k8s.io/kubernetes/test/images/agnhost\ngithub.com/onsi/ginkgo/v2/ginkgo' ;;
    metrics-server) printf 'sigs.k8s.io/metrics-server/cmd/metrics-server' ;;
    *) printf '%s' "$KUBERNETES_PACKAGES" ;;
  esac
}

# Gives etcd its usual name; puts the published rights of metrics-server, and the certificate with which test pods
# serve, beside the programs.
finish() {
  local module=$1 work=$2 source
  case $module in
    conformance)
      source=$(module_source "$module" k8s.io/kubernetes) \
        && install -m 644 "$source"/test/images/agnhost/porter/localhost.{crt,key} "$work/" ;;
    metrics-server)
      source=$(module_source "$module" sigs.k8s.io/metrics-server) \
        && install -m 644 "$source/manifests/base/rbac.yaml" "$work/" ;;
    *) mv "$work/server" "$work/etcd" ;;
  esac
}

# module_source MODULE PATH: prints the directory that has the source of one of its Go modules.
module_source() {
  cd "$HOME_OF_SCRIPT/modules/$1" && GOFLAGS=-mod=readonly go list -m -f '{{.Dir}}' "$2"
}

linker_flags() {
  local version=${1#v} package flags="-s -w" minor
  [ "$1" != conformance ] || version=$CONFORMANCE_VERSION
  if [ "$1" = metrics-server ]; then
    printf '%s' "$flags -X k8s.io/client-go/pkg/version.gitVersion=v$METRICS_SERVER_VERSION"
    return
  fi
  minor=${version#*.}
  for package in k8s.io/component-base/version k8s.io/client-go/pkg/version; do
    flags="$flags -X $package.gitVersion=v$version -X $package.gitMajor=${version%%.*} -X $package.gitMinor=${minor%%.*}"
  done
  printf '%s' "$flags"
}

# A line every 15 seconds, until the compiler ends. It is stopped when the script itself ($$, not this subshell) was.
report_progress() {
  local compiler=$1 log=$2 started=$3 next=15
  while kill -0 "$compiler" 2>/dev/null; do
    sleep 1
    kill -0 $$ 2>/dev/null || kill "$compiler" 2>/dev/null || true
    if [ $((SECONDS - started)) -ge "$next" ]; then
      say "$((SECONDS - started)) s: $(grep -vc ' ' "$log" || true) packages compiled"
      next=$((next + 15))
    fi
  done
}
