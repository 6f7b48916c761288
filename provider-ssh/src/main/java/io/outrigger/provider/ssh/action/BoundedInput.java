// SPDX-License-Identifier: Apache-2.0
package io.outrigger.provider.ssh.action;

import java.io.IOException;
import java.io.InputStream;

/** What a server says, up to so many bytes; reading more fails, so that nobody keeps more. Used by one thread. */
final class BoundedInput extends InputStream {

    /** Enough for the longest head that HTTP takes, and the start of a body that is looked at. */
    private static final int LIMIT = 1 << 18;

    private final InputStream input;
    private int left = LIMIT;

    BoundedInput(InputStream input) {
        this.input = input;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        if (left == 0) {
            throw new IOException("the server said more than " + LIMIT + " bytes");
        }
        int count = input.read(bytes, offset, Math.min(length, left));
        left -= Math.max(0, count);
        return count;
    }

    /** Not below zero, which some streams say when they have ended: a TLS socket of the JDK skips what is available. */
    @Override
    public int available() throws IOException {
        return Math.max(0, Math.min(left, input.available()));
    }

    @Override
    public void close() throws IOException {
        input.close();
    }
}
