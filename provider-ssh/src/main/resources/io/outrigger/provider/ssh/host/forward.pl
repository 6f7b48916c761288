# SPDX-License-Identifier: Apache-2.0
#
# Copies between standard input and output and a port of the loopback address. usage: forward.pl PORT SECONDS
# The first line of its error output is "started" or "refused" and why; it comes within so many seconds. Each direction
# ends by itself; the copy ends when the server has said all, or when nobody reads any more.

use strict;
use warnings;
use Socket qw(:DEFAULT pack_sockaddr_in6 inet_pton);

my ($port, $seconds) = @ARGV;
$SIG{PIPE} = 'IGNORE';
$SIG{ALRM} = sub {
    syswrite(STDERR, "refused timeout\n");
    exit(69);
};
alarm($seconds);
my $server;
for my $family (AF_INET, AF_INET6) {
    socket(my $try, $family, SOCK_STREAM, 0) or next;
    my $address = $family == AF_INET
        ? pack_sockaddr_in($port, inet_pton(AF_INET, '127.0.0.1'))
        : pack_sockaddr_in6($port, inet_pton(AF_INET6, '::1'));
    next unless connect($try, $address);
    $server = $try;
    last;
}
alarm(0);
if (!$server) {
    syswrite(STDERR, "refused connection\n");
    exit(69);
}
syswrite(STDERR, "started $$ 0\n");

my $open = 1;
while (1) {
    my ($readable, $failed) = ('', '');
    vec($readable, fileno($server), 1) = 1;
    vec($readable, 0, 1) = 1 if $open;
    # A pipe for writing becomes readable when its reader goes away.
    vec($readable, 1, 1) = 1;
    select($readable, undef, undef, undef) < 0 and next;
    last if vec($readable, 1, 1);
    if (vec($readable, fileno($server), 1)) {
        last unless copy($server, \*STDOUT);
    }
    if ($open && vec($readable, 0, 1) && !copy(\*STDIN, $server)) {
        $open = 0;
        shutdown($server, 1);
    }
}

sub copy {
    my ($from, $to) = @_;
    my $count = sysread($from, my $data, 65536);
    return $!{EINTR} unless defined($count);
    return 0 if $count == 0;
    my $done = 0;
    while ($done < $count) {
        my $written = syswrite($to, $data, $count - $done, $done);
        defined($written) || $!{EINTR} or return 0;
        $done += $written // 0;
    }
    return 1;
}
