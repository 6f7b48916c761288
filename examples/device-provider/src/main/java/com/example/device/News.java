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
        try {
            while (true) {
                OptionalLong before = cursor;
                cursor = tell(cursor);
                pause = cursor.isPresent() ? SHORTEST_PAUSE_MILLIS : Math.min(2 * pause, LONGEST_PAUSE_MILLIS);
                // A device that has nothing new and does not hold its answer back must not be asked in a hurry.
                if (cursor.isEmpty() || cursor.equals(before)) {
                    Thread.sleep(pause);
                }
            }
        } catch (InterruptedException end) {
            // The site is closed.
        }
    }

    /** Tells what is new and returns where the next news begin, or nothing if only a list can say. */
    private OptionalLong tell(OptionalLong cursor) {
        try {
            return cursor.isPresent() ? tellChanges(cursor.getAsLong()) : tellEverything();
        } catch (ProviderException exception) {
            // Whoever calls the site hears the reason; here it only means that news may be missed.
            return OptionalLong.empty();
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
