# --- complaints ------------------------------------------------------------------------------------------------------

# Prints a text as one line that fits into a state file.
one_line() {
    printf '%s' "$1" | tr -s '\000-\037\177' ' ' | head -c 1000
}

# Prints what an engine says of an error as such a line, without what it logs beside it and what it advises. Docker has
# said the container's number by then.
essence() {
    essential=$(printf '%s\n' "$1" | sed \
        -e '/^time="[^"]*" level=debug /d' -e '/^time="[^"]*" level=info /d' -e '/^time="[^"]*" level=warning /d' \
        -e '/^time="[^"]*" level=[a-z]* msg="/ { s///; s/"$//; s/\\"/"/g; }' \
        -e '/^[0-9a-f]\{64\}$/d' -e "/^Run '.* --help'/d" -e "/^See '.* --help'/d" -e 's/^docker: //' -e 's/^Error: //')
    one_line "${essential:-$1}"
}
