# SPDX-License-Identifier: Apache-2.0
#
# Copies standard input to a log: a time stamp before every line. usage: awk -f log-pump.awk PREFIX MAXIMUM-BYTES FILES
# For a host with neither perl nor python. An awk knows whole seconds only, so the hundredths come from /proc/uptime
# and the rest counts the lines; a line may be cut at a byte of value zero, and must fit into memory.

# The kernel's clock in hundredths of a second since the start of the host. With "whole" set, which mawk needs because a
# second file confuses its interactive reading, it counts from 1970 and in whole seconds: srand() returns the time it
# was called at before.
function uptime(    line, parts) {
    if (whole) {
        srand()
        return srand() * 100
    }
    line = "0.00"
    getline line < "/proc/uptime"
    close("/proc/uptime")
    split(line, parts, /[. ]/)
    return parts[1] * 100 + parts[2]
}

# Hundredths of a second since 1970, asked of "date" because not every awk has systime(), and not every "date" has %N.
function epoch(    time) {
    "date -u +%s%N" | getline time
    close("date -u +%s%N")
    return time ~ /^[0-9]+$/ && length(time) > 12 ? substr(time, 1, length(time) - 7) : int(time) * 100
}

# The civil date of a number of days since 1970-01-01, by the usual arithmetic on years that begin in March.
function civil(days,    era, day_of_era, year_of_era, day_of_year, month) {
    days += 719468
    era = int(days / 146097)
    day_of_era = days - era * 146097
    year_of_era = int((day_of_era - int(day_of_era / 1460) + int(day_of_era / 36524) - int(day_of_era / 146096)) / 365)
    day_of_year = day_of_era - (365 * year_of_era + int(year_of_era / 4) - int(year_of_era / 100))
    month = int((5 * day_of_year + 2) / 153)
    return sprintf("%04d-%02d-%02d", year_of_era + era * 400 + (month >= 10), month < 10 ? month + 3 : month - 9,
        day_of_year - int((153 * month + 2) / 5) + 1)
}

function stamp(    now, second) {
    # While lines come fast, the clock is read for every 32nd only.
    if (quick == 0) {
        now = base + uptime()
        quick = now == last ? 32 : 1
        if (now > last) {
            if (int(now / 100) != int(last / 100)) {
                second = int(now / 100)
                start = sprintf("%sT%02d:%02d:%02d", civil(int(second / 86400)), int(second / 3600) % 24,
                    int(second / 60) % 60, second % 60)
            }
            last = now
            count = 0
        }
    }
    quick--
    return sprintf("%s.%02d%07dZ ", start, last % 100, count++)
}

function rotate() {
    close(file)
    segment++
    if (segment >= files) {
        system("rm -f '" prefix "." (segment - files) ".log'")
    }
    file = prefix "." segment ".log"
    size = 0
}

BEGIN {
    prefix = ARGV[1]
    limit = ARGV[2] + 0
    files = ARGV[3] + 0
    ARGC = 1
    base = whole ? 0 : epoch() - uptime()
    last = -1
    file = prefix ".0.log"
}

{
    if (size >= limit) {
        rotate()
    }
    line = stamp() $0
    print line >> file
    fflush(file)
    size += length(line) + 1
}
