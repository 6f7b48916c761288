// SPDX-License-Identifier: Apache-2.0
package io.outrigger.provider.ssh.host;

import io.outrigger.provider.ssh.host.PodRecord.ContainerRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Reads from the supervisor's plan what the damaged record of a pod said: whose it is, and its containers. */
final class PlanRecord {

    private static final String END = "# end\n";
    private static final Set<String> CONTAINERS = Set.of("init", "sidecar", "app");

    private PlanRecord() {}

    /** The record as far as the plan knows it, with a hash that no apply has; empty when the plan is damaged too. */
    static Optional<PodRecord> parse(String uid, String plan, List<String> addresses) {
        if (!plan.endsWith(END)) {
            return Optional.empty();
        }
        List<ContainerRecord> containers = new ArrayList<>();
        String namespace = "";
        String name = "";
        boolean engine = false;
        for (String line : plan.lines().toList()) {
            String[] words = line.split(" ", -1);
            if (words[0].equals("pod") && words.length == 3) {
                namespace = words[1];
                name = words[2];
            }
            // A pod in a sandbox tells its addresses itself.
            engine |= words[0].equals("engine");
            if (CONTAINERS.contains(words[0]) && words.length == 4) {
                containers.add(ContainerRecord.plain(words[1], !words[0].equals("app"), "", restarts(words[2])));
            }
        }
        if (name.isEmpty() || containers.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(
                new PodRecord(namespace, name, uid, "", engine ? List.of() : addresses, containers, Map.of()));
    }

    private static int restarts(String word) {
        try {
            return Integer.parseInt(word);
        } catch (NumberFormatException exception) {
            // The supervisor counts anyway; this is only for a container that was never started.
            return 0;
        }
    }
}
