// SPDX-License-Identifier: Apache-2.0
package io.outrigger.provider.ssh.host;

import io.fabric8.kubernetes.api.model.Quantity;
import io.outrigger.spi.NodeFacts;
import io.outrigger.spi.ObservedNode;
import io.outrigger.spi.ObservedNode.Pressure;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Reads what {@code pod-supervisor.sh node} prints: one word and a text per line. */
final class HostNode {

    // The kubelet's default thresholds of hard eviction.
    private static final long MEMORY_LEFT_KIBIBYTES = 100 * 1024;
    private static final int DISK_LEFT_PERCENT = 10;

    private final Map<String, List<String>> lines;

    private HostNode(Map<String, List<String>> lines) {
        this.lines = lines;
    }

    static ObservedNode parse(String output, HostOptions options) {
        Map<String, List<String>> lines = new HashMap<>();
        output.lines().forEach(line -> {
            int blank = line.indexOf(' ');
            String word = blank < 0 ? line : line.substring(0, blank);
            String text = blank < 0 ? "" : line.substring(blank + 1);
            lines.computeIfAbsent(word, key -> new java.util.ArrayList<>()).add(text);
        });
        HostNode host = new HostNode(lines);
        return new ObservedNode(host.capacity(options), Map.of(), host.facts(), host.pressures(), Map.of());
    }

    private Map<String, Quantity> capacity(HostOptions options) {
        long processors =
                all("cpu").stream().filter(line -> line.startsWith("processor")).count();
        Map<String, Quantity> capacity = new HashMap<>();
        capacity.put("cpu", new Quantity(Long.toString(Math.max(1, processors))));
        capacity.put("memory", new Quantity(memory("MemTotal:") + "Ki"));
        capacity.put("pods", new Quantity(Integer.toString(options.maximumPods())));
        capacity.put("ephemeral-storage", new Quantity(disk(1) + "Ki"));
        return capacity;
    }

    private NodeFacts facts() {
        String[] uname = first("uname").split(" ");
        return new NodeFacts(
                "linux",
                architecture(uname[uname.length - 1]),
                release("PRETTY_NAME"),
                uname.length > 1 ? uname[1] : "",
                "process://" + ProcessVersion.VERSION,
                first("machine"),
                first("uuid"),
                first("boot"));
    }

    private Set<Pressure> pressures() {
        Set<Pressure> pressures = EnumSet.noneOf(Pressure.class);
        if (memory("MemAvailable:") < MEMORY_LEFT_KIBIBYTES) {
            pressures.add(Pressure.MEMORY);
        }
        if (!lines.containsKey("writable") || disk(3) * 100 < disk(1) * DISK_LEFT_PERCENT) {
            pressures.add(Pressure.DISK);
        }
        return pressures;
    }

    /** A column of {@code df -Pk}: 1 is the size, 3 what is left. */
    private long disk(int column) {
        String[] columns = first("disk").split(" +");
        return columns.length > column ? number(columns[column]) : 0;
    }

    private long memory(String name) {
        return all("memory").stream()
                .filter(line -> line.startsWith(name))
                .mapToLong(line -> number(line.substring(name.length()).replace("kB", "")))
                .findFirst()
                .orElse(0);
    }

    private String release(String key) {
        return all("release").stream()
                .filter(line -> line.startsWith(key + "="))
                .map(line -> line.substring(key.length() + 1).replace("\"", ""))
                .findFirst()
                .orElse("");
    }

    private static String architecture(String machine) {
        return switch (machine) {
            case "x86_64" -> "amd64";
            case "aarch64" -> "arm64";
            case "armv6l", "armv7l" -> "arm";
            default -> machine;
        };
    }

    private static long number(String text) {
        try {
            return Long.parseLong(text.strip());
        } catch (NumberFormatException exception) {
            // A host that prints something else; unknown counts as nothing.
            return 0;
        }
    }

    private List<String> all(String word) {
        return lines.getOrDefault(word, List.of());
    }

    private String first(String word) {
        List<String> found = all(word);
        return found.isEmpty() ? "" : found.get(0);
    }
}
