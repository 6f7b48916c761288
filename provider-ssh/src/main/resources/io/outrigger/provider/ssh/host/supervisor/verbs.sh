# --- verbs -----------------------------------------------------------------------------------------------------------

# Carries out verb $1 with the words that follow.
carry_out() {
    verb=$1
    shift
    case $verb in
    serve) ;;
    supervise) supervise "$shell" "$1" ;;
    start | stop | restart | resize | fail | mark | age | cancel | feed | unfeed | forward) enter "$1" ;;
    destroy)
        [ -d "$1" ] || exit 0
        enter "$1"
        ;;
    report | list | node | prepare | statistics | orphans | boot | join_boot | leave_boot) cd "$1" 2>/dev/null || exit 72 ;;
    *)
        echo "unknown verb $verb" >&2
        exit 64
        ;;
    esac
    [ $# -eq 0 ] || shift
    "$verb" "$@"
}

carry_out "$verb" "$@"
