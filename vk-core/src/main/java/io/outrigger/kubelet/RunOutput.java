// SPDX-License-Identifier: Apache-2.0
package io.outrigger.kubelet;

import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Objects;

/**
 * Both outputs of a command as one body. A short output is kept until the command has ended, because only then is it
 * known whether the answer is 200 or 500; a longer one is sent as it comes. Written by several threads at a time.
 */
final class RunOutput extends OutputStream {

    private static final int KEPT = 64 * 1024;
    /** What the kubelet says, although it is no JSON. */
    private static final String TYPE = "application/json";

    private final ResponseBody body;
    private Buffer kept = Buffer.buffer();
    private boolean begun;

    RunOutput(ResponseBody body) {
        this.body = body;
    }

    @Override
    public void write(int one) throws IOException {
        write(new byte[] {(byte) one}, 0, 1);
    }

    @Override
    public synchronized void write(byte[] bytes, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, bytes.length);
        kept.appendBytes(bytes, offset, length);
        if (kept.length() >= KEPT) {
            flush();
        }
    }

    @Override
    public synchronized void flush() throws IOException {
        if (kept.length() < KEPT && !begun) {
            return;
        }
        begin();
        body.write(kept);
        kept = Buffer.buffer();
    }

    /** Ends the answer of a command that succeeded. */
    synchronized void succeed() throws IOException {
        begin();
        body.write(kept);
        body.end();
    }

    /** Answers with an error, or lets an answer that was begun end where it is. */
    synchronized void fail(HttpRefusal refusal) throws IOException {
        if (begun) {
            body.end();
        } else {
            body.refuse(refusal);
        }
    }

    private void begin() throws IOException {
        if (!begun) {
            begun = true;
            body.begin(TYPE);
        }
    }
}
