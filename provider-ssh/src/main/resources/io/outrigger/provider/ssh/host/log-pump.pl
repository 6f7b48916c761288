# SPDX-License-Identifier: Apache-2.0
#
# Copies standard input to a log: a time stamp before every line. usage: log-pump.pl PREFIX MAXIMUM-BYTES FILES
# The log is a row of files PREFIX.0.log, PREFIX.1.log and so on; only the last FILES of them are kept.
# Lines that arrive together carry stamps one nanosecond apart. A long line is written as it comes, so memory stays
# bounded; a full disk loses output and never stops the writer.

use strict;
use warnings;
use Time::HiRes;

my ($prefix, $limit, $files) = @ARGV;
my ($segment, $log, $size, $open_line, $pending, $lost, $last) = (0, undef, 0, 0, '', 0, 0);
$SIG{$_} = 'IGNORE' for qw(HUP INT TERM PIPE XFSZ);

sub stamp {
    my ($seconds, $microseconds) = Time::HiRes::gettimeofday();
    my $now = $seconds * 1_000_000_000 + $microseconds * 1000;
    $last = $now > $last ? $now : $last + 1;
    # The lines of one block must not run over the end of a second: a block has at most 128 Ki of them.
    $last += 1_000_000_000 - $last % 1_000_000_000 if $last % 1_000_000_000 > 999_800_000;
    return $last;
}

sub text {
    my ($nanoseconds) = @_;
    my @t = gmtime(int($nanoseconds / 1_000_000_000));
    return sprintf('%04d-%02d-%02dT%02d:%02d:%02d.%09dZ ',
        $t[5] + 1900, $t[4] + 1, @t[3, 2, 1, 0], $nanoseconds % 1_000_000_000);
}

sub open_log {
    $log = undef;
    $size = 0;
    open($log, '>>:raw', "$prefix.$segment.log") or do { $log = undef; return };
    $size = -s $log;
}

sub rotate {
    close($log) if $log;
    $segment++;
    my $oldest = $segment - $files;
    unlink("$prefix.$oldest.log") if $oldest >= 0;
    open_log();
}

# Writes all of a text or takes back what was written of it, so that no torn line stays.
sub put {
    my ($data) = @_;
    open_log() unless $log;
    return 0 unless $log;
    my $done = 0;
    while ($done < length($data)) {
        my $written = syswrite($log, $data, length($data) - $done, $done);
        if (!defined($written)) {
            next if $!{EINTR};
            truncate($log, $size);
            return 0;
        }
        $done += $written;
    }
    $size += length($data);
    return 1;
}

sub put_lines {
    my ($data, $lines) = @_;
    if ($lost) {
        $lost = 0 if put(text(stamp()) . "outrigger: $lost lines were lost because the log could not be written\n");
    }
    $lost += $lines unless !$lost && put($data);
}

sub flush_block {
    my ($block) = @_;
    stamp();
    my $start = substr(text($last), 0, 20);
    my $fraction = $last % 1_000_000_000;
    my @out = map { $start . sprintf('%09dZ ', $fraction++) . $_ . "\n" } split(/\n/, substr($block, 0, -1), -1);
    $last += @out - 1;
    put_lines(join('', @out), scalar(@out));
}

open_log();
while (1) {
    my $count = sysread(STDIN, my $chunk, 65536);
    if (!defined($count)) {
        next if $!{EINTR};
        last;
    }
    last if $count == 0;
    rotate() if $size >= $limit && !$open_line;
    if ($open_line) {
        my $end = index($chunk, "\n");
        if ($end < 0) {
            put_lines($chunk, 0);
            if ($size >= $limit) {
                put("\n");
                rotate();
                put_lines(text(stamp()), 0);
            }
            next;
        }
        put_lines(substr($chunk, 0, $end + 1, ''), 0);
        $open_line = 0;
        rotate() if $size >= $limit;
    }
    $pending .= $chunk;
    my $end = rindex($pending, "\n");
    flush_block(substr($pending, 0, $end + 1, '')) if $end >= 0;
    if (length($pending) > 65536) {
        put_lines(text(stamp()) . $pending, 1);
        $pending = '';
        $open_line = 1;
    }
}
flush_block("$pending\n") if length($pending);
put("\n") if $open_line;
