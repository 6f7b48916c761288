# --- command line ----------------------------------------------------------------------------------------------------

verb=$1
shell=$2
shift 2
boot_id=
read -r boot_id </proc/sys/kernel/random/boot_id

# Goes to the directory of a pod.
enter() {
    directory=$1
    cd "$directory" 2>/dev/null || exit 72
    OUTRIGGER_POD=${directory##*/}
}
