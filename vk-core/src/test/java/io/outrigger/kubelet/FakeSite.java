// SPDX-License-Identifier: Apache-2.0
package io.outrigger.kubelet;

import io.outrigger.spi.ContainerLogs;
import io.outrigger.spi.DesiredPod;
import io.outrigger.spi.ObservedNode;
import io.outrigger.spi.ObservedPod;
import io.outrigger.spi.PodListener;
import io.outrigger.spi.PodRef;
import io.outrigger.spi.Site;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** A site of which the endpoint sees the capabilities only. */
record FakeSite(Optional<ContainerLogs> logs) implements Site {

    @Override
    public void start(PodListener pods) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void apply(DesiredPod pod) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void delete(PodRef pod, Duration grace) {
        throw new UnsupportedOperationException();
    }

    @Override
    public List<ObservedPod> list() {
        throw new UnsupportedOperationException();
    }

    @Override
    public ObservedNode node() {
        throw new UnsupportedOperationException();
    }

    @Override
    public void close() {}
}
