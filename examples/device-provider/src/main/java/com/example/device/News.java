// SPDX-License-Identifier: Apache-2.0

package com.example.device;

import io.outrigger.spi.PodListener;
import io.outrigger.spi.ProviderException;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;

/** Waits for the device's news and passes them on, on a thread of its own, until it is interrupted. */
final class News implements Runnable {

    private static final Duration WAIT = Duration.ofSeconds(20);
    private static final long SHORTEST_PAUSE_MILLIS = 100;
    private static final long LONGEST_PAUSE_MILLIS = 5_000;

    private final Device device;
    private final String owner;
    private final PodListener pods;

    News(Device device, String owner, PodListener pods) {
        this.device = device;
        this.owner = owner;
        this.pods = pods;
    }

    @Override
    public void run() {
        OptionalLong cursor = OptionalLong.empty();
        long pause = SHORTEST_PAUSE_MILLIS;
        while (!Thread.currentThread().isInterrupted()) {
            try {
                cursor = cursor.isPresent() ? tellChanges(cursor.getAsLong()) : tellEverything();
                pause = SHORTEST_PAUSE_MILLIS;
            } catch (ProviderException exception) {
                // Whoever calls the site hears the reason; here it only means that news may be missed.
                cursor = OptionalLong.empty();
                try {
                    Thread.sleep(pause);
                } catch (InterruptedException end) {
                    return;
                }
                pause = Math.min(2 * pause, LONGEST_PAUSE_MILLIS);
            }
        }
    }

    private OptionalLong tellEverything() throws ProviderException {
        JobList list = device.jobs(owner);
        list.jobs().forEach(job -> pods.changed(JobToPod.pod(job)));
        // Jobs may have been removed meanwhile, which only a list can tell.
        pods.gap();
        return OptionalLong.of(list.cursor());
    }

    private OptionalLong tellChanges(long cursor) throws ProviderException {
        Optional<Changes> news = device.changes(owner, cursor, WAIT);
        if (news.isEmpty()) {
            return OptionalLong.empty();
        }
        for (Changes.Change change : news.get().changes()) {
            if (change.removed()) {
                pods.removed(JobToPod.ref(change.job()));
            } else {
                pods.changed(JobToPod.pod(change.job()));
            }
        }
        return OptionalLong.of(news.get().cursor());
    }
}
