// SPDX-License-Identifier: Apache-2.0
package io.outrigger.kubelet.stream;

import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.streams.ReadStream;

/** A connection of which only one thing matters: whether it reads. */
final class FakeReading implements ReadStream<Buffer> {

    boolean paused;

    @Override
    public ReadStream<Buffer> pause() {
        paused = true;
        return this;
    }

    @Override
    public ReadStream<Buffer> resume() {
        paused = false;
        return this;
    }

    @Override
    public ReadStream<Buffer> fetch(long amount) {
        throw new UnsupportedOperationException();
    }

    @Override
    public ReadStream<Buffer> exceptionHandler(Handler<Throwable> handler) {
        throw new UnsupportedOperationException();
    }

    @Override
    public ReadStream<Buffer> handler(Handler<Buffer> handler) {
        throw new UnsupportedOperationException();
    }

    @Override
    public ReadStream<Buffer> endHandler(Handler<Void> handler) {
        throw new UnsupportedOperationException();
    }
}
