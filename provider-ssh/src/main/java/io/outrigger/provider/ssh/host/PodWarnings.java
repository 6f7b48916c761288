// SPDX-License-Identifier: Apache-2.0
package io.outrigger.provider.ssh.host;

import io.outrigger.spi.ContainerEvent;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Tells once what the supervisor of a host has to say of a whole pod, report after report. Safe from any thread. */
final class PodWarnings {

    private final Reports reports;
    private final Map<String, Set<ContainerEvent>> told = new ConcurrentHashMap<>();

    PodWarnings(Reports reports) {
        this.reports = reports;
    }

    void seen(PodRecord record, PodReport report) {
        for (ContainerEvent warning : report.warnings()) {
            if (told.computeIfAbsent(record.uid(), uid -> ConcurrentHashMap.newKeySet())
                    .add(warning)) {
                reports.happened(record.ref(), warning);
            }
        }
    }

    void forget(String uid) {
        told.remove(uid);
    }
}
