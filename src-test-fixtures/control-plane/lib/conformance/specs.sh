# SPDX-License-Identifier: Apache-2.0
# Which tests are run, and how.

# The beginnings of the names of tests, after their owner in brackets.
groups() {
  cat <<EOF
Pods should
Probing container
Probing restartable init container
Container Lifecycle Hook
Restartable Init Container Lifecycle Hook
Lifecycle Sleep Hook
InitContainer
Containers
Kubelet when scheduling
Ephemeral Containers
ConfigMap
Secrets
Variable Expansion
NodeLease
EOF
}

# run_specs DIR TESTS: writes DIR/reports and DIR/logs/tests.log; false when a test has failed.
run_specs() {
  local directory=$1 tests=$2 focus=$FOCUS labels='!Disruptive'
  if [ -z "$focus" ]; then
    focus="\\[sig-[a-z]+\\] ($(groups | paste -s -d '|'))"
    labels='NodeConformance'
  fi
  [ "$SLOW" = yes ] || labels="$labels && !Slow"
  mkdir -p "$directory/reports" "$directory/logs"
  say "running the tests, $PROCESSES at a time; $directory/logs/tests.log grows"
  GOMAXPROCS=2 nice "$tests/ginkgo" --procs="$PROCESSES" --timeout="${MINUTES}m" --no-color \
    --focus="$focus" --label-filter="$labels" --output-dir="$directory/reports" --junit-report=junit.xml \
    "$tests/e2e.test" -- --kubeconfig="$directory/cluster/admin.conf" --provider=local --num-nodes=1 \
    --kubectl-path="$directory/cluster/kubectl" --report-dir="$directory/reports" \
    >"$directory/logs/tests.log" 2>&1 || true
  [ -f "$directory/reports/junit.xml" ] || {
    tail -n 30 "$directory/logs/tests.log" >&2
    fail "the tests did not run; the end of $directory/logs/tests.log is above"
  }
}
