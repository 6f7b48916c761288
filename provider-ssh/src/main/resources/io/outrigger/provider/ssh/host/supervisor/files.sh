# --- files -----------------------------------------------------------------------------------------------------------

# Replaces file $1 by the text $2 in one step, whatever stands in its place.
save() {
    if [ -d "$1" ]; then rm -rf "$1"; fi
    if [ -d "$1.new" ] || [ -h "$1.new" ]; then rm -rf "$1.new"; fi
    { printf '%s\n' "$2" >"$1.new"; } 2>/dev/null && mv -f "$1.new" "$1" 2>/dev/null
}

# Whether $1 is a file that may be read: a pipe would never end, and a link may lead anywhere.
regular() {
    [ -f "$1" ] && [ ! -h "$1" ] && sound "$1"
}

# Whether all words are whole numbers that the shell can count with.
numbers() {
    for number_word in "$@"; do
        case $number_word in '' | *[!0-9]* | 0?* | ????????????????*) return 1 ;; esac
    done
}

# Prints the start of file $1, and a dot by which the end of its last line is kept. Whatever becomes of the file between
# the look at it and this, nobody reads for ever.
start_of() {
    if [ -f "$1" ] && [ ! -h "$1" ]; then head -c 4096 "$1" | tr -d '\0'; fi 2>/dev/null
    printf .
}

# Whether file $1 holds the text $2, which was saved there, and nothing else.
holds() {
    [ "$(start_of "$1")" = "$2
." ]
}

# Makes file $1 hold the text $2. One that does already is left alone, so that a full disk is no obstacle.
keep() {
    holds "$1" "$2" || save "$1" "$2" && return 0
    echo "$1 cannot be written: free some space, or let this account write there" >&2
    return 1
}

# Sets deadline to the time in file $1, or to nothing when the file does not tell; fails when there is no such file.
read_deadline() {
    deadline=
    [ -e "$1" ] || [ -h "$1" ] || return 1
    first_line=$(start_of "$1")
    # A line that is not ended was cut off.
    case $first_line in
    *"
"*) deadline=${first_line%%"
"*} ;;
    esac
    numbers "$deadline" && return 0
    deadline=
    # What somebody has just obeyed and taken away is not damaged.
    [ -e "$1" ] || [ -h "$1" ]
}

# Tells whoever watches this host that the pod has changed. A notice may be lost.
notify() {
    # The empty line ends a line that was cut off.
    { printf '\n%s\n' "$OUTRIGGER_POD" >>../../journal; } 2>/dev/null && return 0
    # A full disk is left alone; anything else in its place is no journal.
    [ -f ../../journal ] || save ../../journal ""
}

# Keeps the journal short.
trim_journal() {
    journal_size=$(wc -c <../../journal 2>/dev/null) || journal_size=0
    if [ "${journal_size:-0}" -gt 1048576 ]; then
        { printf '\n' >../../journal; } 2>/dev/null
    fi
}

# Sets large to the files below $@ that are larger than any state is, and would take minutes to read, and looked.
find_large() {
    looked=yes
    large=$(find "$@" ! -path '*/containers/*' \( -name work -o -name volumes \) -prune -o \
        -path '*/containers/*/logs' -prune -o -type f -size +2048 \( -name pod.json -o -name plan -o -name stop \
        -o -name supervisor -o -name measurer -o -name failure -o -name state -o -name resources -o -name runner \
        -o -name restart -o -name message -o -name poststart -o -name started -o -name ready -o -name prestop \) \
        -print 2>/dev/null)
}

# Whether file $1 of the pod in the working directory is not one of those.
sound() {
    [ -n "${large:-}" ] || return 0
    case "
$large
" in *"/$OUTRIGGER_POD/$1
"* | *"
./$1
"*) return 1 ;; esac
}

# Takes away what is no state, so that the pod goes on with what else is known of it.
set_aside() {
    find_large .
    removed=
    for each_file in plan supervisor stop containers/*/state containers/*/runner containers/*/restart; do
        [ -e "$each_file" ] || [ -h "$each_file" ] || continue
        case $each_file in
        supervisor | */runner) nameless "$each_file" || continue ;;
        */restart) read_deadline "$each_file" && [ -n "$deadline" ] && continue ;;
        *) regular "$each_file" && continue ;;
        esac
        removed=yes
        # Another one may have done so at this moment, of which not every rm takes no notice.
        rm -rf "$each_file" 2>/dev/null
        # That somebody wanted an end is known, if not until when.
        if [ "$each_file" = stop ]; then { printf '' >stop; } 2>/dev/null; fi
    done
    large=
    looked=
    [ -z "$removed" ] || wake
}
