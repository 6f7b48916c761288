# SPDX-License-Identifier: Apache-2.0
#
# Runs a command on a terminal of its own, between standard input and output. usage: terminal.py COMMAND WORD...
# The same as terminal.pl, for a host without perl.

import os
import select
import signal
import sys

IGNORED = (signal.SIGHUP, signal.SIGINT, signal.SIGQUIT, signal.SIGPIPE)


def run(inherited, words):
    for number in IGNORED + (signal.SIGCHLD,):
        signal.signal(number, signal.SIG_DFL)
    # A program in Java starts others with one of them blocked.
    signal.pthread_sigmask(signal.SIG_SETMASK, ())
    os.setsid()
    # The first terminal that the leader of a session opens becomes that of the session.
    terminal = os.open(os.ttyname(inherited), os.O_RDWR)
    for number in (0, 1, 2):
        os.dup2(terminal, number)
    os.close(inherited)
    os.close(terminal)
    os.execvp(words[0], words)


def write(file, data):
    """Writes what goes in; returns the rest, or None when nobody reads any more."""
    try:
        return data[os.write(file, data):]
    except BlockingIOError:
        return data
    except OSError:
        return None


def read(file, limit):
    try:
        return os.read(file, limit)
    except BlockingIOError:
        return None
    except OSError:
        return b""


def carry(master, ended):
    # Neither direction may hold up the other one.
    os.set_blocking(master, False)
    os.set_blocking(1, False)
    typed, shown, is_open = b"", b"", True
    while True:
        readers = ([] if shown else [master]) + ([0] if is_open and not typed else [])
        writers = ([master] if typed else []) + ([1] if shown else [])
        # The time limit is for a signal that comes just before the call.
        readable, writable, _ = select.select(readers, writers, [], 0 if ended and not shown else 1)
        if not readable and not writable and ended and not shown:
            return
        if master in readable:
            data = read(master, 65536)
            if data == b"":
                return
            shown = data or b""
        if 1 in writable:
            shown = write(1, shown)
            if shown is None:
                return
        if 0 in readable:
            typed = read(0, 4096)
            if typed == b"":
                if os.environ.get("OUTRIGGER_END") == "leave":
                    return
                is_open = False
                typed = b"\x04"
        if master in writable:
            typed = write(master, typed) or b""


def main(words):
    master, terminal = os.openpty()
    if not words:
        return 0
    ended = []
    for number in IGNORED:
        signal.signal(number, signal.SIG_IGN)
    signal.signal(signal.SIGCHLD, lambda *_: ended.append(True))
    child = os.fork()
    if child == 0:
        try:
            run(terminal, words)
        finally:
            os._exit(127)
    # Open until now, because a terminal that nobody has open has ended.
    os.close(terminal)
    # Only the command writes there from now on.
    os.close(3)
    carry(master, ended)
    os.close(master)
    status = os.waitpid(child, 0)[1]
    return 128 + os.WTERMSIG(status) if os.WIFSIGNALED(status) else os.WEXITSTATUS(status)


sys.exit(main(sys.argv[1:]))
