// SPDX-License-Identifier: Apache-2.0
package io.outrigger.provider.ssh.engine;

import io.fabric8.kubernetes.api.model.PodSpec;
import io.outrigger.provider.ssh.host.HostAbilities;
import io.outrigger.provider.ssh.host.PodRuntime;
import io.outrigger.provider.ssh.host.ResourceLine;
import io.outrigger.provider.ssh.link.HostFile;
import io.outrigger.provider.ssh.process.PodPlan;
import io.outrigger.provider.ssh.process.RestartPace;
import io.outrigger.spi.ContainerEvent;
import io.outrigger.spi.DesiredPod;
import io.outrigger.spi.ProviderException;
import java.util.ArrayList;
import java.util.List;

/** Runs containers by the engine that the host has. */
public final class EngineRuntime implements PodRuntime {

    private final RestartPace pace;
    private final String sandboxImage;
    private final ClusterNames names;
    private final String cluster;
    private final String node;

    /**
     * @param pace how fast containers are started again
     * @param sandboxImage the image of what holds a pod's network; empty for the engine's own
     * @param names what containers are told about the names of the cluster
     * @param cluster the cluster's id, for labels
     * @param node the node's name, for labels
     */
    public EngineRuntime(RestartPace pace, String sandboxImage, ClusterNames names, String cluster, String node) {
        this.pace = pace;
        this.sandboxImage = sandboxImage;
        this.names = names;
        this.cluster = cluster;
        this.node = node;
    }

    @Override
    public void check(DesiredPod pod, HostAbilities host) throws ProviderException {
        new EngineCheck(pod, engine(host), host, names).run();
    }

    @Override
    public List<ContainerEvent> warnings(DesiredPod pod, HostAbilities host) {
        return new ResolverScript(pod, names).warning().stream().toList();
    }

    @Override
    public List<HostFile> files(DesiredPod pod, HostAbilities host) {
        Engine engine = engine(host);
        PodSpec spec = pod.pod().getSpec();
        Labels labels = new Labels(cluster, node, pod);
        List<HostFile> files = new ArrayList<>();
        List<String> lines = new ArrayList<>(PodPlan.layers(spec));
        lines.add("engine " + engine.word() + " " + processes(spec));
        files.add(PodPlan.file(pod, pace, lines));
        files.add(HostFile.text(
                "sandbox", new SandboxScript(pod, engine, sandboxImage, names, labels).text() + PodPlan.END));
        List<EngineContainer> containers = EngineContainer.of(spec);
        files.addAll(
                PodPlan.inputs(containers.stream().map(EngineContainer::spec).toList()));
        for (EngineContainer container : containers) {
            files.add(file(container, "run", new ContainerScript(pod, container, engine, host, labels).text()));
            files.add(HostFile.text(
                    "containers/" + container.name() + "/" + ResourceLine.FILE,
                    ResourceWords.file(ResourceLine.of(container.spec().getResources()), host.limits())));
            files.add(file(container, "image", ImageLine.of(pod, container.spec())));
            if (container.ephemeral()) {
                files.add(file(container, "ephemeral", PodPlan.messageSource(container.spec()) + "\n"));
            }
            // The supervisor looks only whether it is there.
            if (container.terminal()) {
                files.add(file(container, "terminal", ""));
            }
        }
        return files;
    }

    @Override
    public List<HostFile> content(DesiredPod pod, HostAbilities host) {
        return pod.pullCredentials().isEmpty() ? List.of() : List.of(RegistryAccess.file(pod.pullCredentials()));
    }

    @Override
    public boolean sharesNetwork(DesiredPod pod, HostAbilities host) {
        return Boolean.TRUE.equals(pod.pod().getSpec().getHostNetwork());
    }

    private static HostFile file(EngineContainer container, String name, String text) {
        return HostFile.text("containers/" + container.name() + "/" + name, text + PodPlan.END);
    }

    /** Whether a container's processes end with its first one, as they do in a process table of its own. */
    private static String processes(PodSpec spec) {
        boolean shared = Boolean.TRUE.equals(spec.getShareProcessNamespace()) || Boolean.TRUE.equals(spec.getHostPID());
        return shared ? "shared" : "own";
    }

    private static Engine engine(HostAbilities host) {
        return Engine.named(host.runtime().name())
                .orElseThrow(() -> new IllegalStateException("the host was found to have no container engine"));
    }
}
