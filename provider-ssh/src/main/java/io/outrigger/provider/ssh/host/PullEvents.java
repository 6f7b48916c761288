// SPDX-License-Identifier: Apache-2.0
package io.outrigger.provider.ssh.host;

import io.outrigger.provider.ssh.host.PodRecord.ContainerRecord;
import io.outrigger.spi.ContainerEvent;
import io.outrigger.spi.ContainerEvent.Severity;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Tells users how the images of containers come to the host, in the kubelet's words ({@code image_manager.go} of 1.36).
 * What failed is told from the container's state. Of a pod that ran before this program did, what had happened by then is
 * not told again. Safe from any thread.
 */
final class PullEvents {

    private final Reports reports;

    /** By UID and container, what was told last. */
    private final Map<String, Map<String, PullProgress>> told = new HashMap<>();

    PullEvents(Reports reports) {
        this.reports = reports;
    }

    /** A pod is about to be started for the first time: nothing has been told of it. */
    synchronized void begins(String uid) {
        told.put(uid, new HashMap<>());
    }

    /** A report has come. */
    void seen(PodRecord record, PodReport report) {
        for (ContainerRecord container : record.containers()) {
            PullProgress now = PullProgress.parse(
                    report.container(container.name()).state().get("pull"));
            PullProgress before = advance(record, report, container.name(), now);
            if (before != null) {
                tell(record, container, before, now);
            }
        }
    }

    /** Returns what was known before, or null when there is nothing to tell. */
    private synchronized @Nullable PullProgress advance(
            PodRecord record, PodReport report, String container, PullProgress now) {
        Map<String, PullProgress> known = told.computeIfAbsent(record.uid(), uid -> found(record, report));
        PullProgress before = known.getOrDefault(container, PullProgress.NONE);
        if (!now.later(before)) {
            return null;
        }
        known.put(container, now);
        return before;
    }

    private static Map<String, PullProgress> found(PodRecord record, PodReport report) {
        Map<String, PullProgress> found = new HashMap<>();
        record.containers()
                .forEach(each -> found.put(
                        each.name(),
                        PullProgress.parse(report.container(each.name()).state().get("pull"))));
        return found;
    }

    private void tell(PodRecord record, ContainerRecord container, PullProgress before, PullProgress now) {
        String image = "\"" + container.image() + "\"";
        if (now.anew(before)) {
            happened(record, container, "Pulling", "Pulling image " + image);
        }
        switch (now.stage()) {
            case DONE ->
                happened(
                        record,
                        container,
                        "Pulled",
                        "Successfully pulled image " + image + " in " + now.seconds() + "s (" + now.seconds()
                                + "s including waiting). Image size: " + now.bytes() + " bytes.");
            case PRESENT ->
                happened(
                        record,
                        container,
                        "Pulled",
                        "Container image " + image + " already present on machine and can be accessed by the pod");
            case NONE, BEGUN -> {}
        }
    }

    private void happened(PodRecord record, ContainerRecord container, String reason, String message) {
        reports.happened(record.ref(), new ContainerEvent(container.name(), Severity.NORMAL, reason, message));
    }

    /** A pod is gone. */
    synchronized void gone(String uid) {
        told.remove(uid);
    }
}
