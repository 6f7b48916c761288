// SPDX-License-Identifier: Apache-2.0
package io.outrigger.spi;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

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
     * @param fileSystem the file system that holds the files of pods, or null when it was not measured
     */
    record Snapshot(
            Instant time,
            Usage site,
            List<PodUsage> pods,
            @Nullable FileSystem fileSystem) {

        /** Copies the list. */
        // Not compact: javac leaves the nullness of a compact constructor's parameters out of the class file.
        public Snapshot(Instant time, Usage site, List<PodUsage> pods, @Nullable FileSystem fileSystem) {
            this.time = Objects.requireNonNull(time, "time is null");
            this.site = Objects.requireNonNull(site, "site is null");
            this.pods = List.copyOf(pods);
            this.fileSystem = fileSystem;
        }

        /**
         * For a site that does not measure its file system.
         *
         * @param time when it was measured
         * @param site the whole site
         * @param pods its pods
         */
        public Snapshot(Instant time, Usage site, List<PodUsage> pods) {
            this(time, site, pods, null);
        }
    }

    /**
     * How full a file system is.
     *
     * @param capacityBytes its size
     * @param availableBytes what pods can still take
     * @param usedBytes what is taken; with what is available less than the size where some is kept back
     */
    record FileSystem(long capacityBytes, long availableBytes, long usedBytes) {}

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
