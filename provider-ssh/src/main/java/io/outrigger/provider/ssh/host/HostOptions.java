// SPDX-License-Identifier: Apache-2.0
package io.outrigger.provider.ssh.host;

import io.outrigger.spi.DesiredPod;
import java.time.Duration;
import java.util.Objects;

/**
 * What the pod runner wants to know of a site.
 *
 * @param site the site's name
 * @param directory the state directory on the host
 * @param shell a POSIX shell on the host
 * @param maximumPods how many pods it takes
 * @param factsAge how old the facts of the host may be; zero asks the host each time
 * @param startAtBoot whether the host is to start the pods by itself when it has started
 */
public record HostOptions(
        String site, String directory, String shell, int maximumPods, Duration factsAge, boolean startAtBoot) {

    private static final long DEFAULT_GRACE_SECONDS = 30;

    /** Refuses null. */
    public HostOptions {
        Objects.requireNonNull(site, "site is null");
        Objects.requireNonNull(directory, "directory is null");
        Objects.requireNonNull(shell, "shell is null");
        Objects.requireNonNull(factsAge, "factsAge is null");
    }

    Duration restartGrace(DesiredPod pod) {
        Long seconds = pod.pod().getSpec().getTerminationGracePeriodSeconds();
        return Duration.ofSeconds(seconds == null ? DEFAULT_GRACE_SECONDS : seconds);
    }
}
