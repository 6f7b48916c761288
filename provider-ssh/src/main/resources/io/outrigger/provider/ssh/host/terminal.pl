# SPDX-License-Identifier: Apache-2.0
#
# Runs a command on a terminal of its own, between standard input and output. usage: terminal.pl COMMAND WORD...
# Without a command it only tries whether it can. The end of the input is typed as the end of file, or where
# OUTRIGGER_END is "leave" ends the command. Ends with the command's exit code, 128 + signal when a signal ended it.

use strict;
use warnings;
use Fcntl;
use POSIX ();

# The numbers of TIOCSPTLCK and TIOCGPTN, on most architectures and on the others; a wrong one is refused.
my @unlock = (0x40045431, 0x80045431);
my @get = (0x80045430, 0x40045430);

sub control {
    my ($file, $numbers, $value) = @_;
    for my $number (@$numbers) {
        my $answer = pack('i', $value);
        return unpack('i', $answer) if ioctl($file, $number, $answer);
    }
    die "no terminal can be made: $!\n";
}

sysopen(my $master, '/dev/ptmx', O_RDWR | O_NOCTTY) or die "/dev/ptmx cannot be opened: $!\n";
control($master, \@unlock, 0);
my $name = '/dev/pts/' . control($master, \@get, -1);
-w $name or die "$name cannot be opened\n";
exit(0) unless @ARGV;

my $ended = 0;
$SIG{$_} = 'IGNORE' for qw(HUP INT QUIT PIPE);
$SIG{CHLD} = sub { $ended = 1 };
my $child = fork();
defined($child) or die "no process can be made: $!\n";
if ($child == 0) {
    $SIG{$_} = 'DEFAULT' for qw(HUP INT QUIT PIPE CHLD);
    # A program in Java starts others with one of them blocked.
    POSIX::sigprocmask(POSIX::SIG_SETMASK(), POSIX::SigSet->new());
    POSIX::setsid();
    # The first terminal that the leader of a session opens becomes that of the session.
    sysopen(my $terminal, $name, O_RDWR) or POSIX::_exit(126);
    POSIX::dup2(fileno($terminal), $_) for (0, 1, 2);
    # A block, because perl would warn of what follows on the output that is the command's.
    { exec({ $ARGV[0] } @ARGV) }
    POSIX::_exit(127);
}
# Only the command writes there from now on.
POSIX::close(3);

# Neither direction may hold up the other one.
for my $file ($master, \*STDOUT) {
    fcntl($file, F_SETFL, fcntl($file, F_GETFL, 0) | O_NONBLOCK);
}
my ($typed, $shown, $open) = ('', '', 1);
while (1) {
    my ($readable, $writable) = ('', '');
    vec($readable, fileno($master), 1) = 1 unless length($shown);
    vec($readable, 0, 1) = 1 if $open && !length($typed);
    vec($writable, fileno($master), 1) = 1 if length($typed);
    vec($writable, 1, 1) = 1 if length($shown);
    # The time limit is for a signal that comes just before the call.
    my $count = select($readable, $writable, undef, $ended && !length($shown) ? 0 : 1);
    next if $count < 0;
    last if $count == 0 && $ended && !length($shown);
    if (vec($readable, fileno($master), 1)) {
        my $read = sysread($master, $shown, 65536);
        last if defined($read) ? $read == 0 : !($!{EINTR} || $!{EAGAIN});
    }
    if (vec($writable, 1, 1)) {
        my $written = syswrite(STDOUT, $shown);
        last if !defined($written) && !($!{EINTR} || $!{EAGAIN});
        substr($shown, 0, $written // 0, '');
    }
    if (vec($readable, 0, 1)) {
        my $read = sysread(STDIN, $typed, 4096);
        if (defined($read) ? $read == 0 : !$!{EINTR}) {
            last if ($ENV{OUTRIGGER_END} // '') eq 'leave';
            $open = 0;
            $typed = "\x04";
        }
    }
    if (vec($writable, fileno($master), 1)) {
        my $written = syswrite($master, $typed);
        substr($typed, 0, $written // 0, '');
        # Nobody reads any more.
        $typed = '' if !defined($written) && !($!{EINTR} || $!{EAGAIN});
    }
}
close($master);
my $waited;
do { $waited = waitpid($child, 0) } while ($waited < 0 && $!{EINTR});
exit($? & 127 ? 128 + ($? & 127) : $? >> 8);
