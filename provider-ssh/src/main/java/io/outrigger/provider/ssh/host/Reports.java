// SPDX-License-Identifier: Apache-2.0
package io.outrigger.provider.ssh.host;

import io.outrigger.spi.ObservedPod;
import io.outrigger.spi.PodListener;
import io.outrigger.spi.PodRef;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What is told to the core: nothing about a pod after it was forgotten, and nothing at all after the end. Its lock is
 * needed by nothing else, so the listener is never called while one is held that the site's methods need.
 */
final class Reports {

    private static final int REMEMBERED = 10_000;

    private final Set<String> forgotten = new LinkedHashSet<>();
    private @Nullable PodListener listener;

    synchronized void begin(PodListener pods) {
        listener = pods;
    }

    synchronized void end() {
        listener = null;
    }

    /** A pod was accepted: if its UID was forgotten once, it is known again. */
    synchronized void accepted(PodRef pod) {
        forgotten.remove(pod.uid());
    }

    synchronized void changed(ObservedPod pod) {
        // A report may have been read before the pod was forgotten and arrive after it.
        if (!forgotten.contains(pod.ref().uid())) {
            tell(told -> told.changed(pod));
        }
    }

    synchronized void removed(PodRef pod) {
        forgotten.add(pod.uid());
        if (forgotten.size() > REMEMBERED) {
            forgotten.remove(forgotten.iterator().next());
        }
        tell(told -> told.removed(pod));
    }

    synchronized void gap() {
        tell(PodListener::gap);
    }

    private void tell(Consumer<PodListener> what) {
        PodListener told = listener;
        if (told != null) {
            what.accept(told);
        }
    }
}
