# SPDX-License-Identifier: Apache-2.0
#
# Copies between standard input and output and a port of the loopback address. usage: forward.py PORT SECONDS
# The same as forward.pl, for a host without perl.

import os
import select
import signal
import socket
import sys


def connect(port):
    for family, address in ((socket.AF_INET, "127.0.0.1"), (socket.AF_INET6, "::1")):
        try:
            server = socket.socket(family, socket.SOCK_STREAM)
            server.connect((address, port))
            return server
        except OSError:
            pass  # The other family may be served.
    return None


def write_all(target, data):
    while data:
        data = data[os.write(target, data):]


def run(server):
    watched = [server, 0, 1]
    while True:
        # A pipe for writing becomes readable when its reader goes away.
        readable = select.select(watched, [], [])[0]
        if 1 in readable:
            return
        if server in readable:
            data = server.recv(65536)
            if not data:
                return
            write_all(1, data)
        if 0 in readable:
            data = os.read(0, 65536)
            if data:
                server.sendall(data)
            else:
                watched.remove(0)
                server.shutdown(socket.SHUT_WR)


def refuse_late(number, frame):
    os.write(2, b"refused timeout\n")
    os._exit(69)


signal.signal(signal.SIGALRM, refuse_late)
signal.alarm(int(sys.argv[2]))
found = connect(int(sys.argv[1]))
signal.alarm(0)
if found is None:
    os.write(2, b"refused connection\n")
    sys.exit(69)
os.write(2, b"started %d 0\n" % os.getpid())
try:
    run(found)
except OSError:
    pass  # One of the two has gone away, which is the end.
