# SPDX-License-Identifier: Apache-2.0
#
# Copies standard input to a log: a time stamp before every line. usage: log-pump.py PREFIX MAXIMUM-BYTES FILES
# The same as log-pump.pl, for a host without perl.

import os
import signal
import sys
import time

CHUNK = 65536


class Log:
    def __init__(self, prefix, limit, files):
        self.prefix, self.limit, self.files = prefix, limit, files
        self.segment = self.size = self.lost = self.last = 0
        self.file = None
        self.open()

    def open(self):
        self.size = 0
        try:
            flags = os.O_WRONLY | os.O_CREAT | os.O_APPEND
            self.file = os.open("%s.%d.log" % (self.prefix, self.segment), flags, 0o644)
            self.size = os.fstat(self.file).st_size
        except OSError:
            self.file = None

    def rotate(self):
        if self.file is not None:
            os.close(self.file)
        self.segment += 1
        try:
            os.unlink("%s.%d.log" % (self.prefix, self.segment - self.files))
        except OSError:
            pass  # There are not so many files yet.
        self.open()

    def full(self):
        return self.size >= self.limit

    def stamp(self):
        """Stamps never go back and never repeat."""
        self.last = max(int(time.time() * 1000000) * 1000, self.last + 1)
        return self.last

    def put(self, data):
        """Writes all of it, or takes back what was written, so that no torn line stays."""
        if self.file is None:
            self.open()
        if self.file is None:
            return False
        done = 0
        while done < len(data):
            try:
                done += os.write(self.file, data[done:])
            except OSError:
                try:
                    os.ftruncate(self.file, self.size)
                except OSError:
                    pass  # The disk that refused the text may refuse this too.
                return False
        self.size += len(data)
        return True

    def put_lines(self, data, lines):
        if self.lost:
            note = b"outrigger: %d lines were lost because the log could not be written\n" % self.lost
            if self.put(text(self.stamp()) + note):
                self.lost = 0
        if self.lost or not self.put(data):
            self.lost += lines

    def put_block(self, block):
        out = []
        now = self.stamp()
        second, start = -1, b""
        for line in block.split(b"\n")[:-1]:
            if now // 1000000000 != second:
                second = now // 1000000000
                start = text(now)[:20]
            out.append(b"%s%09dZ %s\n" % (start, now % 1000000000, line))
            now += 1
        self.last = now - 1
        self.put_lines(b"".join(out), len(out))


def text(nanoseconds):
    seconds = time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(nanoseconds // 1000000000))
    return ("%s.%09dZ " % (seconds, nanoseconds % 1000000000)).encode()


def pump(log):
    pending, open_line = b"", False
    while True:
        chunk = os.read(0, CHUNK)
        if not chunk:
            break
        if open_line:
            end = chunk.find(b"\n") + 1
            log.put_lines(chunk[:end] if end else chunk, 0)
            if not end:
                if log.full():
                    log.put(b"\n")
                    log.rotate()
                    log.put_lines(text(log.stamp()), 0)
                continue
            chunk, open_line = chunk[end:], False
        if log.full():
            log.rotate()
        pending += chunk
        end = pending.rfind(b"\n") + 1
        if end:
            log.put_block(pending[:end])
            pending = pending[end:]
        if len(pending) > CHUNK:
            log.put_lines(text(log.stamp()) + pending, 1)
            pending, open_line = b"", True
    if pending:
        log.put_block(pending + b"\n")
    if open_line:
        log.put(b"\n")


for name in ("SIGHUP", "SIGINT", "SIGTERM", "SIGPIPE", "SIGXFSZ"):
    signal.signal(getattr(signal, name), signal.SIG_IGN)
pump(Log(sys.argv[1], int(sys.argv[2]), int(sys.argv[3])))
