// SPDX-License-Identifier: Apache-2.0
package io.outrigger.kube;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import mockwebserver3.MockResponse;
import mockwebserver3.MockResponseBody;
import mockwebserver3.SocketEffect;
import okio.BufferedSink;

/** The answer to a watch, sent as the test goes along. */
final class LiveStream implements MockResponseBody {

    private static final String END = "end";

    private final BlockingQueue<String> queue = new LinkedBlockingQueue<>();
    private volatile boolean chunked = true;

    MockResponse response() {
        return new MockResponse.Builder()
                .code(200)
                .addHeader("Content-Type", "application/json")
                .addHeader("Transfer-Encoding", "chunked")
                .body(this)
                .build();
    }

    /** An answer that announces more than it will send. */
    MockResponse responseToBeCut() {
        chunked = false;
        return new MockResponse.Builder()
                .code(200)
                .addHeader("Content-Type", "application/json")
                .addHeader("Content-Length", 1_000_000)
                .body(this)
                .onResponseEnd(new SocketEffect.CloseSocket())
                .build();
    }

    /** Sends an event. */
    LiveStream send(String event) {
        queue.add(event + "\n");
        return this;
    }

    /** Sends text without the end of a line. */
    LiveStream sendPart(String text) {
        queue.add(text);
        return this;
    }

    /** Ends the watch in order. */
    LiveStream end() {
        queue.add(END);
        return this;
    }

    @Override
    public long getContentLength() {
        return -1;
    }

    @Override
    public void writeTo(BufferedSink sink) throws IOException {
        try {
            sink.flush();
            for (String text = queue.take(); !text.equals(END); text = queue.take()) {
                byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
                if (chunked) {
                    sink.writeUtf8(Integer.toHexString(bytes.length) + "\r\n")
                            .write(bytes)
                            .writeUtf8("\r\n");
                } else {
                    sink.write(bytes);
                }
                sink.flush();
            }
            if (chunked) {
                sink.writeUtf8("0\r\n");
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new IOException("the test ended", stopped);
        }
    }
}
