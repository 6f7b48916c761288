// SPDX-License-Identifier: Apache-2.0
package io.outrigger.provider.ssh.engine;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerPort;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.outrigger.spi.DesiredPod;

/**
 * The script for what the containers of a pod share: {@code sandbox create ENGINE} makes it, with the volumes in memory,
 * and starts it; {@code sandbox hosts ADDRESS} prints its file of hosts. It runs in the pod's directory.
 */
final class SandboxScript {

    /** Engines other than podman have no image of their own that does nothing. */
    private static final String DEFAULT_IMAGE = "registry.k8s.io/pause:3.10";

    private final PodSpec spec;
    private final Engine engine;
    private final String image;
    private final PodNames names;
    private final ResolverScript resolver;
    private final Labels labels;

    SandboxScript(DesiredPod pod, Engine engine, String image, ClusterNames cluster, Labels labels) {
        this.spec = pod.pod().getSpec();
        this.engine = engine;
        this.image = image;
        this.names = new PodNames(pod, cluster.domain());
        this.resolver = new ResolverScript(pod, cluster);
        this.labels = labels;
    }

    String text() {
        return "set -u\nif [ \"$1\" = create ]; then\n    engine=$2\n    name=outrigger-$OUTRIGGER_POD\n"
                + MemoryVolumes.commands(spec)
                + resolver.text()
                + create()
                + "fi\n"
                + new HostsScript(spec, names).text();
    }

    private String create() {
        Words words = new Words();
        labels.appendTo(words);
        appendNetwork(words);
        if (engine == Engine.PODMAN) {
            if (!image.isEmpty()) {
                words.option("--infra-image", image);
            }
            return "    \"$engine\" pod create --name \"$name\" --infra-name \"$name-sandbox\""
                    + " --infra-conmon-pidfile \"$PWD/sandbox.watcher\" --no-hosts --share "
                    + shared() + words + " >/dev/null || exit\n    exec \"$engine\" pod start \"$name\" >/dev/null\n";
        }
        words.word(image.isEmpty() ? DEFAULT_IMAGE : image);
        return "    exec \"$engine\" run -d --name \"$name-sandbox\" --ipc shareable" + words + " >/dev/null\n";
    }

    private String shared() {
        StringBuilder shared = new StringBuilder("net");
        if (!Boolean.TRUE.equals(spec.getHostIPC())) {
            shared.append(",ipc");
        }
        if (!Boolean.TRUE.equals(spec.getHostNetwork())) {
            shared.append(",uts");
        }
        if (Boolean.TRUE.equals(spec.getShareProcessNamespace())) {
            shared.append(",pid");
        }
        return shared.toString();
    }

    private void appendNetwork(Words words) {
        if (Boolean.TRUE.equals(spec.getHostNetwork())) {
            words.option("--network", "host");
        } else {
            words.option("--hostname", names.kernelName());
            spec.getInitContainers().forEach(container -> appendPorts(words, container));
            spec.getContainers().forEach(container -> appendPorts(words, container));
        }
        if (spec.getSecurityContext() != null) {
            spec.getSecurityContext()
                    .getSysctls()
                    .forEach(sysctl -> words.option("--sysctl", sysctl.getName() + "=" + sysctl.getValue()));
        }
    }

    private static void appendPorts(Words words, Container container) {
        for (ContainerPort port : container.getPorts()) {
            if (port.getHostPort() != null) {
                String address = port.getHostIP() == null || port.getHostIP().isEmpty() ? "" : port.getHostIP() + ":";
                String protocol =
                        port.getProtocol() == null ? "tcp" : port.getProtocol().toLowerCase(java.util.Locale.ROOT);
                words.option("-p", address + port.getHostPort() + ":" + port.getContainerPort() + "/" + protocol);
            }
        }
    }
}
