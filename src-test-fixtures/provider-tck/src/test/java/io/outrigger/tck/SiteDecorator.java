// SPDX-License-Identifier: Apache-2.0
package io.outrigger.tck;

import io.outrigger.spi.ContainerAttach;
import io.outrigger.spi.ContainerExec;
import io.outrigger.spi.ContainerLogs;
import io.outrigger.spi.DesiredPod;
import io.outrigger.spi.ObservedNode;
import io.outrigger.spi.ObservedPod;
import io.outrigger.spi.PodListener;
import io.outrigger.spi.PodRef;
import io.outrigger.spi.PortForward;
import io.outrigger.spi.ProviderException;
import io.outrigger.spi.Site;
import io.outrigger.spi.SiteStatistics;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Passes every call on; mutants override what they do wrong. */
class SiteDecorator implements Site {

    final Site correct;

    SiteDecorator(Site correct) {
        this.correct = correct;
    }

    @Override
    public void start(PodListener pods) throws ProviderException {
        correct.start(pods);
    }

    @Override
    public void apply(DesiredPod pod) throws ProviderException {
        correct.apply(pod);
    }

    @Override
    public void delete(PodRef pod, Duration grace) throws ProviderException {
        correct.delete(pod, grace);
    }

    @Override
    public List<ObservedPod> list() throws ProviderException {
        return correct.list();
    }

    @Override
    public ObservedNode node() throws ProviderException {
        return correct.node();
    }

    @Override
    public Optional<ContainerLogs> logs() {
        return correct.logs();
    }

    @Override
    public Optional<ContainerExec> exec() {
        return correct.exec();
    }

    @Override
    public Optional<ContainerAttach> attach() {
        return correct.attach();
    }

    @Override
    public Optional<PortForward> portForward() {
        return correct.portForward();
    }

    @Override
    public Optional<SiteStatistics> stats() {
        return correct.stats();
    }

    @Override
    public void close() {
        correct.close();
    }

    /** What this site knows of a pod now. */
    final Optional<ObservedPod> listed(PodRef ref) throws ProviderException {
        return correct.list().stream().filter(pod -> pod.ref().equals(ref)).findFirst();
    }
}
