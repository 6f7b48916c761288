// SPDX-License-Identifier: Apache-2.0
package io.outrigger.localapi.http;

import io.outrigger.localapi.failure.ApiFailure;
import io.outrigger.localapi.resource.ResourceType;
import io.outrigger.localapi.store.Change;
import io.outrigger.localapi.store.ObjectStore;
import io.outrigger.localapi.store.Selection;
import io.outrigger.localapi.store.StoredObject;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.time.Clock;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;

/** Answers watches: events from a resourceVersion on, or the present state first, with bookmarks on request. */
final class WatchHandler {
    private static final long DEFAULT_SECONDS = 1800;
    private static final long BOOKMARK_MILLIS = TimeUnit.SECONDS.toMillis(30);

    private final Vertx vertx;
    private final ObjectStore store;
    private final WatchFrames frames;
    private final int watcherLimit;

    WatchHandler(Vertx vertx, ObjectStore store, Clock clock, int watcherLimit) {
        this.vertx = vertx;
        this.store = store;
        this.frames = new WatchFrames(clock);
        this.watcherLimit = watcherLimit;
    }

    void handle(HttpServerRequest request, ResourceType type, RequestPath path) {
        Parameters parameters = Parameters.of(request);
        boolean initialEvents = parameters.flag("sendInitialEvents");
        requireSensible(parameters, initialEvents);
        Selection selection = parameters.selection(type, path);
        OptionalLong since = parameters.number("resourceVersion");
        boolean fromPresent = initialEvents || since.orElse(0) == 0;
        long timeout = parameters.number("timeoutSeconds").orElse(DEFAULT_SECONDS);

        HttpServerResponse response = request.response().setChunked(true);
        response.putHeader("Content-Type", "application/json");
        WatchStream stream = new WatchStream(response, watcherLimit);
        ContentForm form = ContentForm.of(request);
        // The head goes out now: a client that sees no event yet must know that it is being served.
        response.writeHead();
        Runnable end;
        try {
            List<StoredObject> present = fromPresent ? store.list(selection) : List.of();
            present.forEach(object -> stream.send(frames.of(Change.Type.ADDED, object, form, type)));
            if (initialEvents) {
                stream.send(frames.bookmark(type, form, store.resourceVersion(), true));
            }
            long from = fromPresent ? store.resourceVersion() : since.orElseThrow();
            end = store.watch(selection, from, seen -> stream.send(frames.of(seen.type(), seen.object(), form, type)));
        } catch (ApiFailure expired) {
            stream.send(frames.error(expired.toStatus()));
            stream.end();
            return;
        }
        keep(stream, response, end, timeout, () -> {
            if (parameters.flag("allowWatchBookmarks")) {
                stream.send(frames.bookmark(type, form, store.resourceVersion(), false));
            }
        });
    }

    private void keep(WatchStream stream, HttpServerResponse response, Runnable end, long seconds, Runnable bookmark) {
        long bookmarks = vertx.setPeriodic(BOOKMARK_MILLIS, timer -> bookmark.run());
        long timeout = vertx.setTimer(Math.max(1, TimeUnit.SECONDS.toMillis(seconds)), timer -> {
            bookmark.run();
            stream.end();
        });
        Runnable cleanUp = () -> {
            vertx.cancelTimer(bookmarks);
            vertx.cancelTimer(timeout);
            end.run();
            stream.closed();
        };
        response.endHandler(ended -> cleanUp.run());
        response.closeHandler(closed -> cleanUp.run());
    }

    private static void requireSensible(Parameters parameters, boolean initialEvents) {
        String match = parameters.text("resourceVersionMatch");
        if (initialEvents && !match.equals("NotOlderThan")) {
            throw ApiFailure.of(
                    422,
                    "Invalid",
                    "ListOptions.meta.k8s.io \"\" is invalid: resourceVersionMatch: Forbidden:"
                            + " sendInitialEvents requires setting resourceVersionMatch to NotOlderThan");
        }
        if (!initialEvents && !match.isEmpty()) {
            throw ApiFailure.of(
                    422,
                    "Invalid",
                    "ListOptions.meta.k8s.io \"\" is invalid: resourceVersionMatch: Forbidden:"
                            + " resourceVersionMatch is forbidden for watch unless sendInitialEvents is provided");
        }
    }
}
