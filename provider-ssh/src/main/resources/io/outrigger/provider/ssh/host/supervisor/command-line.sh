# --- command line ----------------------------------------------------------------------------------------------------

verb=$1
shell=$2
shift 2
boot_id=
read -r boot_id </proc/sys/kernel/random/boot_id
if [ "$verb" = supervise ]; then
    supervise "$shell" "$1"
fi
directory=$1
shift
case $verb in
start | stop | restart | join | present | cancel | feed | unfeed)
    cd "$directory" 2>/dev/null || exit 72
    OUTRIGGER_POD=${directory##*/}
    ;;
destroy)
    cd "$directory" 2>/dev/null || exit 0
    OUTRIGGER_POD=${directory##*/}
    ;;
report | node | prepare | statistics | orphans)
    cd "$directory" 2>/dev/null || exit 72
    ;;
*)
    echo "unknown verb $verb" >&2
    exit 64
    ;;
esac
"$verb" "$@"
