// SPDX-License-Identifier: Apache-2.0
package io.outrigger.provider.ssh;

import io.outrigger.provider.ssh.engine.EngineRuntime;
import io.outrigger.provider.ssh.host.HostAbilities;
import io.outrigger.provider.ssh.host.HostRuntime;
import io.outrigger.provider.ssh.host.PodRuntime;
import io.outrigger.provider.ssh.link.HostFile;
import io.outrigger.provider.ssh.process.ProcessRuntime;
import io.outrigger.spi.ContainerEvent;
import io.outrigger.spi.DesiredPod;
import io.outrigger.spi.ProviderException;
import java.util.List;

/** What a host was found to run containers with: an engine, or plain processes. */
final class DetectedRuntime implements PodRuntime {

    private final List<String> wanted;
    private final ProcessRuntime processes;
    private final EngineRuntime engines;

    DetectedRuntime(RuntimeSettings settings, ProcessRuntime processes, EngineRuntime engines) {
        this.wanted = settings.wanted();
        this.processes = processes;
        this.engines = engines;
    }

    @Override
    public void check(DesiredPod pod, HostAbilities host) throws ProviderException {
        of(host).check(pod, host);
    }

    @Override
    public List<HostFile> files(DesiredPod pod, HostAbilities host) {
        return of(host).files(pod, host);
    }

    @Override
    public List<HostFile> content(DesiredPod pod, HostAbilities host) {
        return of(host).content(pod, host);
    }

    @Override
    public List<ContainerEvent> warnings(DesiredPod pod, HostAbilities host) {
        return of(host).warnings(pod, host);
    }

    @Override
    public boolean sharesNetwork(DesiredPod pod, HostAbilities host) {
        return of(host).sharesNetwork(pod, host);
    }

    @Override
    public List<String> wanted() {
        return wanted;
    }

    private PodRuntime of(HostAbilities host) {
        return host.runtime().name().equals(HostRuntime.PROCESS) ? processes : engines;
    }
}
