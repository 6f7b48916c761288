// SPDX-License-Identifier: Apache-2.0
package io.outrigger;

import java.util.ArrayDeque;
import java.util.Deque;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What was opened, to be closed in the opposite order, each part whatever becomes of the others. Safe from any thread. */
final class Shutdown implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(Shutdown.class);

    private final Deque<Part> parts = new ArrayDeque<>();

    private record Part(String name, AutoCloseable resource) {}

    /** Remembers something that was opened and returns it. */
    synchronized <T extends AutoCloseable> T opened(String name, T resource) {
        parts.push(new Part(name, resource));
        return resource;
    }

    @Override
    public synchronized void close() {
        while (!parts.isEmpty()) {
            Part part = parts.pop();
            try {
                part.resource().close();
            } catch (InterruptedException hurry) {
                Thread.currentThread().interrupt();
            } catch (Throwable failure) {
                log.error("closing {} failed; the rest is closed all the same", part.name(), failure);
            }
        }
    }
}
