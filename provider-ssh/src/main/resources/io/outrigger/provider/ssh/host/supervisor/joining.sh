# --- joining ---------------------------------------------------------------------------------------------------------

# Somebody waits for a command: this shell becomes it before it has even read what follows.
case $verb in
join | present)
    enter "$1"
    shift
    "$verb" "$@"
    exit
    ;;
esac
