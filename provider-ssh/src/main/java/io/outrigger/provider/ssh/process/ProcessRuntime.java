// SPDX-License-Identifier: Apache-2.0
package io.outrigger.provider.ssh.process;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.outrigger.provider.ssh.host.HostAbilities;
import io.outrigger.provider.ssh.host.PodRuntime;
import io.outrigger.provider.ssh.link.HostFile;
import io.outrigger.spi.DesiredPod;
import io.outrigger.spi.ProviderException;
import java.util.ArrayList;
import java.util.List;

/**
 * Runs containers as plain processes. The image {@code host} stands for the host's own programs, found by {@code PATH};
 * an absolute path stands for the program at that path.
 */
public final class ProcessRuntime implements PodRuntime {

    private final VolumeAccess volumes;
    private final RestartPace pace;

    /**
     * @param volumes how processes see volumes
     * @param pace how fast containers are started again
     */
    public ProcessRuntime(VolumeAccess volumes, RestartPace pace) {
        this.volumes = volumes;
        this.pace = pace;
    }

    @Override
    public void check(DesiredPod pod, HostAbilities host) throws ProviderException {
        new ProcessCheck(pod, mounts(host), volumes == VolumeAccess.ENVIRONMENT).run();
    }

    @Override
    public List<HostFile> files(DesiredPod pod, HostAbilities host) {
        PodSpec spec = pod.pod().getSpec();
        List<HostFile> files = new ArrayList<>();
        spec.getInitContainers().forEach(container -> files.add(script(pod, container, host)));
        spec.getContainers().forEach(container -> files.add(script(pod, container, host)));
        files.addAll(PodPlan.inputs(spec.getContainers()));
        files.add(PodPlan.file(pod, pace, List.of()));
        return files;
    }

    private boolean mounts(HostAbilities host) {
        return volumes == VolumeAccess.AUTO && host.mounts();
    }

    private HostFile script(DesiredPod pod, Container container, HostAbilities host) {
        return HostFile.text(
                "containers/" + container.getName() + "/run",
                new RunScript(pod, container, host.addresses(), mounts(host)).text() + PodPlan.END);
    }
}
