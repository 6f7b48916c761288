// SPDX-License-Identifier: Apache-2.0
package io.outrigger.spi;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Measures resource usage. Implemented by providers as a capability of a {@link Site}. */
public interface SiteStatistics {

    /**
     * Measures now, in at most one round trip.
     *
     * @return usage that was measured between call and return
     * @throws ProviderException when it cannot be measured
     */
    Snapshot read() throws ProviderException;

    /**
     * Usage at one moment.
     *
     * @param time when it was measured
     * @param site the whole site
     * @param pods its pods
     */
    record Snapshot(Instant time, Usage site, List<PodUsage> pods) {
        /** Copies the list. */
        public Snapshot {
            Objects.requireNonNull(time, "time is null");
            Objects.requireNonNull(site, "site is null");
            pods = List.copyOf(pods);
        }
    }

    /**
     * Usage of one pod.
     *
     * @param pod the pod
     * @param containers its running containers, by name
     */
    record PodUsage(PodRef pod, Map<String, Usage> containers) {
        /** Copies the map. */
        public PodUsage {
            Objects.requireNonNull(pod, "pod is null");
            containers = Map.copyOf(containers);
        }
    }

    /**
     * What something uses.
     *
     * @param startTime since when the counter counts
     * @param cpuNanoseconds processor time used since then; never falls while {@code startTime} stays
     * @param memoryBytes the working set: what cannot be taken away under pressure
     */
    record Usage(Instant startTime, long cpuNanoseconds, long memoryBytes) {
        /** Refuses null. */
        public Usage {
            Objects.requireNonNull(startTime, "startTime is null");
        }
    }
}
