// SPDX-License-Identifier: Apache-2.0
package io.outrigger.provider.ssh.engine;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerPort;
import io.fabric8.kubernetes.api.model.HostAlias;
import io.fabric8.kubernetes.api.model.PodDNSConfig;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.outrigger.provider.ssh.process.PodPlan;
import io.outrigger.spi.DesiredPod;
import java.util.List;

/**
 * The script for what the containers of a pod share: {@code sandbox create ENGINE} makes it, with the volumes in memory,
 * and starts it; {@code sandbox hosts ADDRESS} prints its file of hosts. It runs in the pod's directory.
 */
final class SandboxScript {

    /** Engines other than podman have no image of their own that does nothing. */
    private static final String DEFAULT_IMAGE = "registry.k8s.io/pause:3.10";

    private final DesiredPod pod;
    private final PodSpec spec;
    private final Engine engine;
    private final String image;
    private final Labels labels;

    SandboxScript(DesiredPod pod, Engine engine, String image, Labels labels) {
        this.pod = pod;
        this.spec = pod.pod().getSpec();
        this.engine = engine;
        this.image = image;
        this.labels = labels;
    }

    String text() {
        return "set -u\nif [ \"$1\" = create ]; then\n    engine=$2\n    name=outrigger-$OUTRIGGER_POD\n"
                + MemoryVolumes.commands(spec)
                + create()
                + "fi\n"
                + hosts();
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
        boolean processes = Boolean.TRUE.equals(spec.getShareProcessNamespace());
        String shared = Boolean.TRUE.equals(spec.getHostNetwork()) ? "net,ipc" : "net,ipc,uts";
        return processes ? shared + ",pid" : shared;
    }

    private void appendNetwork(Words words) {
        if (Boolean.TRUE.equals(spec.getHostNetwork())) {
            words.option("--network", "host");
            return;
        }
        words.option("--hostname", PodPlan.hostname(pod));
        spec.getInitContainers().forEach(container -> appendPorts(words, container));
        spec.getContainers().forEach(container -> appendPorts(words, container));
        PodDNSConfig dns = spec.getDnsConfig();
        if (dns != null) {
            dns.getNameservers().forEach(server -> words.option("--dns", server));
            dns.getSearches().forEach(domain -> words.option("--dns-search", domain));
            dns.getOptions()
                    .forEach(option -> words.option(
                            "--dns-option",
                            option.getValue() == null ? option.getName() : option.getName() + ":" + option.getValue()));
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

    /** As the kubelet writes it. */
    @SuppressWarnings("OrphanedFormatString") // the shell formats it
    private String hosts() {
        StringBuilder script = new StringBuilder("printf '%s\\n'");
        List.of(
                        "# Kubernetes-managed hosts file.",
                        "127.0.0.1\tlocalhost",
                        "::1\tlocalhost ip6-localhost ip6-loopback",
                        "fe00::0\tip6-localnet",
                        "fe00::0\tip6-mcastprefix",
                        "fe00::1\tip6-allnodes",
                        "fe00::2\tip6-allrouters")
                .forEach(line -> script.append(" \\\n    ").append(Words.quote(line)));
        script.append(" \\\n    \"$2\"").append(Words.quote("\t" + names()));
        if (!spec.getHostAliases().isEmpty()) {
            script.append(" \\\n    ").append(Words.quote("\n# Entries added by HostAliases."));
        }
        for (HostAlias alias : spec.getHostAliases()) {
            script.append(" \\\n    ")
                    .append(Words.quote(alias.getIp() + "\t" + String.join("\t", alias.getHostnames())));
        }
        return script.append('\n').toString();
    }

    private String names() {
        String hostname = PodPlan.hostname(pod);
        String subdomain = spec.getSubdomain();
        if (subdomain == null || subdomain.isEmpty()) {
            return hostname;
        }
        return hostname + "." + subdomain + "." + pod.ref().namespace() + ".svc.cluster.local\t" + hostname;
    }
}
