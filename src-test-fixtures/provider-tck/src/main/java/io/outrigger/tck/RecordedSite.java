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

/** A site whose calls are written down, with what came back. */
final class RecordedSite implements Site {

    private interface Call<T> {
        T call() throws ProviderException;
    }

    private interface Order {
        void call() throws ProviderException;
    }

    private final Site site;
    private final Transcript transcript;

    RecordedSite(Site site, Transcript transcript) {
        this.site = site;
        this.transcript = transcript;
    }

    private <T> T recorded(String what, Call<T> call) throws ProviderException {
        try {
            T answer = call.call();
            transcript.add(what + " returned " + answer);
            return answer;
        } catch (ProviderException exception) {
            transcript.add(what + " threw " + exception.kind() + ": " + exception.getMessage());
            throw exception;
        } catch (RuntimeException exception) {
            transcript.add(what + " threw " + exception);
            throw exception;
        }
    }

    private void ordered(String what, Order order) throws ProviderException {
        recorded(what, () -> {
            order.call();
            return "normally";
        });
    }

    @Override
    public void start(PodListener pods) throws ProviderException {
        ordered("start", () -> site.start(pods));
    }

    @Override
    public void apply(DesiredPod pod) throws ProviderException {
        ordered("apply(" + pod.ref() + ", hash " + pod.hash() + ")", () -> site.apply(pod));
    }

    @Override
    public void delete(PodRef pod, Duration grace) throws ProviderException {
        ordered("delete(" + pod + ", " + grace + ")", () -> site.delete(pod, grace));
    }

    @Override
    public List<ObservedPod> list() throws ProviderException {
        return recorded("list", site::list);
    }

    @Override
    public ObservedNode node() throws ProviderException {
        return recorded("node", site::node);
    }

    @Override
    public Duration contactTimeout() {
        return site.contactTimeout();
    }

    @Override
    public Optional<ContainerLogs> logs() {
        return site.logs();
    }

    @Override
    public Optional<ContainerExec> exec() {
        return site.exec();
    }

    @Override
    public Optional<ContainerAttach> attach() {
        return site.attach();
    }

    @Override
    public Optional<PortForward> portForward() {
        return site.portForward();
    }

    @Override
    public Optional<SiteStatistics> stats() {
        return site.stats();
    }

    @Override
    public void close() {
        site.close();
        transcript.add("close returned");
    }
}
