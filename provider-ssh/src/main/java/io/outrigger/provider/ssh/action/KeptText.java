// SPDX-License-Identifier: Apache-2.0
package io.outrigger.provider.ssh.action;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Keeps the start of what is written and forgets the rest. Safe from any thread. */
final class KeptText extends OutputStream {

    /** As much as a kubelet keeps of an answer. */
    static final int LIMIT = 10 * 1024;

    /** The start of a text, or nothing when there is none. */
    static String start(@Nullable String text) {
        if (text == null) {
            return "";
        }
        return text.length() <= LIMIT ? text : text.substring(0, LIMIT);
    }

    private final ByteArrayOutputStream kept = new ByteArrayOutputStream();

    @Override
    public synchronized void write(int value) {
        if (kept.size() < LIMIT) {
            kept.write(value);
        }
    }

    @Override
    public synchronized void write(byte[] bytes, int offset, int length) {
        kept.write(bytes, offset, Math.min(length, LIMIT - kept.size()));
    }

    @Override
    public synchronized String toString() {
        return kept.toString(StandardCharsets.UTF_8);
    }
}
