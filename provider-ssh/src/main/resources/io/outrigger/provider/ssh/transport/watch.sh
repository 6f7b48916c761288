# Prints what is appended to FILE, until its standard input ends. POSIX shell only.
#
# usage: watch.sh FILE
#
# The first line is "from SIZE": all that comes after is appended, or more when the file was cut off or replaced.

size=$(wc -c <"$1") || exit 66
size=$((size + 0))
echo "from $size"
tail -c "+$((size + 1))" -F -- "$1" 2>/dev/null </dev/null &
tail=$!
cat >/dev/null
kill "$tail" 2>/dev/null
