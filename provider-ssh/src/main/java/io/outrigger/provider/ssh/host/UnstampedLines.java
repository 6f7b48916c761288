// SPDX-License-Identifier: Apache-2.0
package io.outrigger.provider.ssh.host;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** A log without the time stamp and the blank that every line begins with. */
final class UnstampedLines extends FilterInputStream {

    private static final int STAMP = "2006-01-02T15:04:05.000000000Z ".length();

    private int skipped;

    UnstampedLines(InputStream log) {
        super(log);
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        int kept = 0;
        while (kept == 0 && length > 0) {
            int count = in.read(target, offset, length);
            if (count < 0) {
                return -1;
            }
            for (int index = offset; index < offset + count; index++) {
                if (skipped < STAMP) {
                    skipped++;
                    continue;
                }
                if (target[index] == '\n') {
                    skipped = 0;
                }
                target[offset + kept++] = target[index];
            }
        }
        return kept;
    }
}
