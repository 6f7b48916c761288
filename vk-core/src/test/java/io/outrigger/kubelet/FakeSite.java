// SPDX-License-Identifier: Apache-2.0
package io.outrigger.kubelet;

import io.outrigger.spi.ContainerAttach;
import io.outrigger.spi.ContainerExec;
import io.outrigger.spi.ContainerLogs;
import io.outrigger.spi.DesiredPod;
import io.outrigger.spi.ObservedNode;
import io.outrigger.spi.ObservedPod;
import io.outrigger.spi.PodListener;
import io.outrigger.spi.PodRef;
import io.outrigger.spi.PortForward;
import io.outrigger.spi.Site;
import io.outrigger.spi.SiteStatistics;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** A site of which the endpoint sees the capabilities only. */
final class FakeSite implements Site {

    volatile ContainerLogs logs;
    volatile ContainerExec exec;
    volatile ContainerAttach attach;
    volatile PortForward portForward;
    volatile SiteStatistics stats;

    @Override
    public Optional<ContainerLogs> logs() {
        return Optional.ofNullable(logs);
    }

    @Override
    public Optional<ContainerExec> exec() {
        return Optional.ofNullable(exec);
    }

    @Override
    public Optional<ContainerAttach> attach() {
        return Optional.ofNullable(attach);
    }

    @Override
    public Optional<PortForward> portForward() {
        return Optional.ofNullable(portForward);
    }

    @Override
    public Optional<SiteStatistics> stats() {
        return Optional.ofNullable(stats);
    }

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
