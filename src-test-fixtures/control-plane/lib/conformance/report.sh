# SPDX-License-Identifier: Apache-2.0
# What the tests said, as a table.

# command_table DIR: false when a test has failed, or none has run.
command_table() {
  local report=$1/reports/junit.xml lines passed failed
  [ -f "$report" ] || fail "$1 holds no report of a run"
  lines=$(results "$report" | sort -t $'\t' -k 3)
  printf '%-7s %7s  %s\n' RESULT SECONDS TEST
  printf '%s\n' "$lines" | awk -F '\t' 'NF { printf "%-7s %7.1f  %s\n", $1, $2, $3; if ($4 != "") printf "%17s%s\n", "", $4 }'
  passed=$(printf '%s\n' "$lines" | grep -c ^passed) || true
  failed=$(printf '%s\n' "$lines" | grep -cv ^passed) || true
  printf '%s passed, %s failed\n' "$passed" "$failed"
  [ "$passed" -gt 0 ] && [ "$failed" -eq 0 ]
}

# results FILE: a line for each test that ran: result, seconds, name and, for one that failed, the reason; tabs between.
results() {
  awk -v RS='<testcase ' '
    function attribute(text, name,   start, value) {
      start = index(text, name "=\"")
      if (!start) return ""
      value = substr(text, start + length(name) + 2)
      return substr(value, 1, index(value, "\"") - 1)
    }
    function plain(text) {
      gsub(/&#xA;|&#x9;|&#xD;|[\t\n]/, " ", text)
      gsub(/&#34;|&quot;/, "\"", text)
      gsub(/&#39;|&apos;/, "\047", text)
      gsub(/&lt;/, "<", text)
      gsub(/&gt;/, ">", text)
      gsub(/&amp;/, "\\&", text)
      gsub(/  +/, " ", text)
      return text
    }
    NR > 1 {
      status = attribute($0, "status")
      name = plain(attribute($0, "name"))
      if (status == "skipped" || status == "pending") next
      if (name !~ /^\[It\]/ && status == "passed") next
      sub(/^\[It\] \[sig-[a-z]+\] /, "", name)
      gsub(/ \[[^]]*\]/, "", name)
      reason = ""
      if (match($0, /<(failure|error) /)) reason = substr(plain(attribute(substr($0, RSTART), "message")), 1, 400)
      printf "%s\t%s\t%s\t%s\n", status, attribute($0, "time"), name, reason
    }' "$1"
}
