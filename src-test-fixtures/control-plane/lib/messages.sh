# SPDX-License-Identifier: Apache-2.0
# What the user reads; SPEAKER is the program that says it. Progress and errors go to standard error, so that standard output stays for results.

say() { printf '%s: %s\n' "${SPEAKER:-control-plane}" "$*" >&2; }

fail() {
  say "$@"
  exit 1
}

misuse() {
  say "$*; see '${SPEAKER:-control-plane} help'"
  exit 2
}

# Names every program that is missing in one line: need PROGRAM...
need() {
  local program missing=
  for program in "$@"; do
    command -v "$program" >/dev/null 2>&1 || missing="$missing $program"
  done
  [ -z "$missing" ] || fail "please install:$missing"
}
