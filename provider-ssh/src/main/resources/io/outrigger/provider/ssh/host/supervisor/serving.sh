# --- serving ---------------------------------------------------------------------------------------------------------

# Carries out verbs for somebody who stays connected, one after the other, because a login costs more than most of them.
# A request is a line "TOKEN COUNT" and then as many lines, each of them a word. The answer is what the verb wrote, a line
# "TOKEN CODE", its complaint, and a line "TOKEN". The token is new each time, so that nothing a pod wrote looks like it.
serve() {
    exec 3>&1
    # Once for all pods that will be started.
    choose_detach 2>/dev/null || detach=
    while read -r token count && numbers "$count"; do
        set --
        while [ $# -lt "$count" ]; do
            IFS= read -r word || return 0
            set -- "$@" "$word"
        done
        # What stays in the background must not keep the connection.
        complaint=$( (carry_out "$@") 2>&1 </dev/null >&3 3>&-)
        printf '\n%s %s\n%s\n%s\n' "$token" "$?" "$complaint" "$token"
    done
}
