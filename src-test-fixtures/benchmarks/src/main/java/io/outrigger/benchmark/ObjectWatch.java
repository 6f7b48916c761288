// SPDX-License-Identifier: Apache-2.0
package io.outrigger.benchmark;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** Sees what any client would see: which objects exist and which of them have arrived where they should. */
final class ObjectWatch implements AutoCloseable {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Set<String> present = ConcurrentHashMap.newKeySet();
    private final Set<String> arrived = ConcurrentHashMap.newKeySet();
    private final Stream<String> events;
    private final Arrival arrival;
    private volatile boolean closed;

    private ObjectWatch(Stream<String> events, Arrival arrival) {
        this.events = events;
        this.arrival = arrival;
        var reader = new Thread(this::read, "benchmark-watch");
        reader.setDaemon(true);
        reader.start();
    }

    /** Watches the objects of a path. */
    static ObjectWatch open(BareClient client, String path, Arrival arrival) throws Exception {
        return new ObjectWatch(client.watch(path), arrival);
    }

    /** Waits until so many objects have arrived. */
    Duration untilArrived(int count, Duration most) throws InterruptedException, TimeoutException {
        return until(() -> arrived.size() >= count, most, () -> arrived.size() + " of " + count + " arrived");
    }

    /** Waits until no object is left. */
    Duration untilGone(Duration most) throws InterruptedException, TimeoutException {
        return until(present::isEmpty, most, () -> present.size() + " are left");
    }

    @Override
    public void close() {
        closed = true;
        events.close();
    }

    private void read() {
        try {
            events.forEach(this::take);
        } catch (UncheckedIOException end) {
            if (!closed) {
                throw end;
            }
        }
    }

    private void take(String line) {
        JsonNode event = parse(line);
        JsonNode object = event.path("object");
        String uid = object.path("metadata").path("uid").asText();
        if (event.path("type").asText().equals("DELETED")) {
            present.remove(uid);
            arrived.remove(uid);
            return;
        }
        present.add(uid);
        if (arrival.arrived(object)) {
            arrived.add(uid);
        }
    }

    private static JsonNode parse(String line) {
        try {
            return JSON.readTree(line);
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    private static Duration until(Condition condition, Duration most, Supplier<String> state)
            throws InterruptedException, TimeoutException {
        long begin = System.nanoTime();
        while (!condition.holds()) {
            if (System.nanoTime() - begin > most.toNanos()) {
                throw new TimeoutException("after " + most.toSeconds() + " s: " + state.get());
            }
            Thread.sleep(5);
        }
        return Duration.ofNanos(System.nanoTime() - begin);
    }

    /** Whether an object is where it should be. */
    interface Arrival {
        /** Looks at the object as the API server sent it. */
        boolean arrived(JsonNode object);
    }

    private interface Condition {
        boolean holds();
    }
}
