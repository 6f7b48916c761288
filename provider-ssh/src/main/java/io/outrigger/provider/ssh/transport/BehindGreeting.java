// SPDX-License-Identifier: Apache-2.0
package io.outrigger.provider.ssh.transport;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * What a command writes, without what the login shell printed before it: many accounts greet by the files that a shell
 * reads at its start. A mark divides the two. Where it never comes, the shell ran no command, and its words are all there
 * is. For one thread.
 */
final class BehindGreeting extends InputStream {

    /** What has the shell print the mark on its only output, which may be a terminal. */
    static final String COMMAND_ON_TERMINAL = "printf '\\001begin\\002'; ";

    /** What has the shell print the mark, on both outputs. */
    static final String COMMAND = COMMAND_ON_TERMINAL + "printf '\\001begin\\002' >&2; ";

    // A terminal would turn the end of a line into two characters.
    private static final byte[] MARK = "\u0001begin\u0002".getBytes(StandardCharsets.US_ASCII);
    private static final int LONGEST_GREETING = 1 << 20;

    private final InputStream all;
    private InputStream rest;
    private boolean begun;

    BehindGreeting(InputStream all) {
        this.all = all;
        this.rest = all;
    }

    /** The part of a whole output that is the command's. */
    static byte[] of(byte[] all) {
        int mark = find(all, all.length);
        return mark < 0 ? all : Arrays.copyOfRange(all, mark + MARK.length, all.length);
    }

    /** Whether the command was begun. */
    static boolean begun(byte[] all) {
        return find(all, all.length) >= 0;
    }

    private static int find(byte[] bytes, int length) {
        for (int at = 0; at + MARK.length <= length; at++) {
            if (Arrays.equals(bytes, at, at + MARK.length, MARK, 0, MARK.length)) {
                return at;
            }
        }
        return -1;
    }

    private InputStream rest() throws IOException {
        if (!begun) {
            skipGreeting();
            begun = true;
        }
        return rest;
    }

    private void skipGreeting() throws IOException {
        var greeting = new ByteArrayOutputStream();
        int matched = 0;
        while (matched < MARK.length) {
            int next = all.read();
            if (next < 0) {
                rest = new ByteArrayInputStream(greeting.toByteArray());
                return;
            }
            if (greeting.size() == LONGEST_GREETING) {
                throw new IOException("the login shell of the account prints without end");
            }
            greeting.write(next);
            // No part of the mark but its beginning is like its beginning.
            matched = next == MARK[matched] ? matched + 1 : next == MARK[0] ? 1 : 0;
        }
    }

    @Override
    public int read() throws IOException {
        return rest().read();
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        return rest().read(target, offset, length);
    }

    @Override
    public int available() throws IOException {
        return begun ? rest.available() : 0;
    }

    @Override
    public void close() throws IOException {
        all.close();
    }
}
