// SPDX-License-Identifier: Apache-2.0
package io.outrigger.provider.ssh.host;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/** Copies streams of commands; what arrives is passed on at once. Pure; blocks the calling thread. */
final class StreamCopy {

    private static final int BUFFER = 1 << 16;

    private StreamCopy() {}

    /** Whoever was to read is not there any more. */
    static final class ReaderGoneException extends IOException {

        private static final long serialVersionUID = 1L;

        ReaderGoneException(IOException cause) {
            super("the output could not be delivered: " + cause.getMessage(), cause);
        }
    }

    /**
     * Copies until the end.
     *
     * @throws ReaderGoneException when the target fails
     * @throws IOException when the source fails
     */
    static void all(InputStream from, OutputStream to) throws IOException {
        byte[] buffer = new byte[BUFFER];
        for (int count = from.read(buffer); count >= 0; count = from.read(buffer)) {
            try {
                to.write(buffer, 0, count);
                to.flush();
            } catch (IOException exception) {
                throw new ReaderGoneException(exception);
            }
        }
    }
}
