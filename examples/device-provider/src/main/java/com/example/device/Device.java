// SPDX-License-Identifier: Apache-2.0
package com.example.device;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.outrigger.spi.LogOptions;
import io.outrigger.spi.ProviderException;
import io.outrigger.spi.ProviderException.Kind;
import java.net.URLEncoder;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;

/** The device's API in Java, call by call. Safe from any thread. */
final class Device {

    private static final BodyPublisher NOTHING = BodyPublishers.noBody();
    private static final int GONE = 410;
    private static final int NOT_FOUND = 404;

    private final Wire wire;

    Device(Wire wire) {
        this.wire = wire;
    }

    DeviceInfo info() throws ProviderException {
        return read(wire.send("GET", "/device", NOTHING), DeviceInfo.class);
    }

    void put(String id, JobOrder order) throws ProviderException {
        Answer answer = wire.send("PUT", "/jobs/" + encoded(id), BodyPublishers.ofByteArray(Json.write(order)));
        if (!answer.ok()) {
            throw wire.failures().refused(answer, Kind.INVALID_POD, order.secrets());
        }
    }

    void delete(String id, Duration grace) throws ProviderException {
        // Rounded up, because zero means another thing.
        long seconds = grace.plusMillis(999).toSeconds();
        Answer answer = wire.send("DELETE", "/jobs/" + encoded(id) + "?grace=" + seconds, NOTHING);
        if (!answer.ok() && answer.status() != NOT_FOUND) {
            throw wire.failures().refused(answer, Kind.INTERNAL);
        }
    }

    JobList jobs(String owner) throws ProviderException {
        return read(wire.send("GET", "/jobs?owner=" + encoded(owner), NOTHING), JobList.class);
    }

    /** Waits for news; empty when the device no longer knows what was told, and {@link #jobs} has to be asked. */
    Optional<Changes> changes(String owner, long cursor, Duration wait) throws ProviderException {
        String path = "/changes?owner=" + encoded(owner) + "&since=" + cursor + "&wait=" + wait.toSeconds();
        try (Exchange exchange = wire.begin("GET", path, NOTHING, wait)) {
            Answer answer = exchange.await();
            return answer.status() == GONE ? Optional.empty() : Optional.of(read(answer, Changes.class));
        }
    }

    /** Begins to read a log, from where {@code next} says; the device holds the answer until there is more to read. */
    Exchange log(String id, String task, LogOptions options, Optional<String> next, Duration wait)
            throws ProviderException {
        StringBuilder path = new StringBuilder("/jobs/" + encoded(id) + "/log?task=" + encoded(task));
        path.append("&previous=").append(options.previous());
        path.append("&follow=").append(options.follow());
        options.tailLines().ifPresent(lines -> path.append("&tail=").append(lines));
        next.ifPresent(place -> path.append("&next=").append(encoded(place)));
        path.append("&wait=").append(wait.toSeconds());
        return wire.begin("GET", path.toString(), NOTHING, wait);
    }

    /** The answer to {@link #log}. */
    Answer logged(Answer answer) throws ProviderException {
        if (!answer.ok()) {
            Kind kind = answer.status() == NOT_FOUND ? Kind.NOT_FOUND : Kind.INTERNAL;
            throw wire.failures().refused(answer, kind);
        }
        return answer;
    }

    private <T> T read(Answer answer, Class<T> type) throws ProviderException {
        if (!answer.ok()) {
            throw wire.failures().refused(answer, Kind.INTERNAL);
        }
        try {
            return Json.read(answer.body(), type);
        } catch (JsonProcessingException exception) {
            throw wire.failures().unreadable(answer, exception);
        }
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
