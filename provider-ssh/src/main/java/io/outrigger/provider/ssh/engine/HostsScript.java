// SPDX-License-Identifier: Apache-2.0
package io.outrigger.provider.ssh.engine;

import io.fabric8.kubernetes.api.model.HostAlias;
import io.fabric8.kubernetes.api.model.PodSpec;
import java.util.ArrayList;
import java.util.List;

/** The part of a sandbox's script that prints the pod's file of hosts, as the kubelet writes it. */
final class HostsScript {

    private static final List<String> OWN = List.of(
            "# Kubernetes-managed hosts file.",
            "127.0.0.1\tlocalhost",
            "::1\tlocalhost ip6-localhost ip6-loopback",
            "fe00::0\tip6-localnet",
            "fe00::0\tip6-mcastprefix",
            "fe00::1\tip6-allnodes",
            "fe00::2\tip6-allrouters");

    // It may be a link; what is no file is not read, and of a large one only the beginning.
    private static final String HOST = """
            host_root=
            printf '%s\\n' '# Kubernetes-managed hosts file (host network).'
            [ ! -f "$host_root/etc/hosts" ] || head -c 1048576 "$host_root/etc/hosts"
            """;

    private final PodSpec spec;
    private final PodNames names;

    HostsScript(PodSpec spec, PodNames names) {
        this.spec = spec;
        this.names = names;
    }

    /** Commands; the pod's address is the script's second word. */
    String text() {
        StringBuilder script = new StringBuilder();
        if (Boolean.TRUE.equals(spec.getHostNetwork())) {
            script.append(HOST);
        } else {
            script.append(print(OWN));
            script.append("printf '%s\\t%s\\n' \"$2\" ")
                    .append(Words.quote(names.aliases()))
                    .append('\n');
        }
        if (!spec.getHostAliases().isEmpty()) {
            List<String> lines = new ArrayList<>(List.of("", "# Entries added by HostAliases."));
            for (HostAlias alias : spec.getHostAliases()) {
                lines.add(alias.getIp() + "\t" + String.join("\t", alias.getHostnames()));
            }
            script.append(print(lines));
        }
        return script.toString();
    }

    @SuppressWarnings("OrphanedFormatString") // the shell formats it
    private static String print(List<String> lines) {
        StringBuilder script = new StringBuilder("printf '%s\\n'");
        lines.forEach(line -> script.append(" \\\n    ").append(Words.quote(line)));
        return script.append('\n').toString();
    }
}
