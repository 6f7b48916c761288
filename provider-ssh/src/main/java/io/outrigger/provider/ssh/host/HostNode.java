// SPDX-License-Identifier: Apache-2.0
package io.outrigger.provider.ssh.host;

import io.fabric8.kubernetes.api.model.Quantity;
import io.outrigger.spi.NodeFacts;
import io.outrigger.spi.ObservedNode;
import io.outrigger.spi.ObservedNode.Feature;
import io.outrigger.spi.ObservedNode.Pressure;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** Reads what {@code pod-supervisor.sh node} prints: one word and a text per line. */
final class HostNode {

    // The kubelet's default thresholds of hard eviction.
    private static final long MEMORY_LEFT_KIBIBYTES = 100 * 1024;
    private static final int DISK_LEFT_PERCENT = 10;
    private static final int INODES_LEFT_PERCENT = 5;
    // The kubelet has no default for this one.
    private static final int PROCESSES_LEFT_PERCENT = 5;

    private static final Duration LARGEST_SKEW = Duration.ofSeconds(10);

    private static final Pattern LABEL = Pattern.compile("[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?");

    /** What the supervisor does, whatever runs the containers. */
    private static final Set<Feature> FEATURES = Set.of(Feature.RESTART_ALL_CONTAINERS);

    private static final String NO_STARTER = "none ";

    private final Map<String, List<String>> lines;

    private HostNode(Map<String, List<String>> lines) {
        this.lines = lines;
    }

    static HostNode parse(String output) {
        Map<String, List<String>> lines = new HashMap<>();
        output.lines().forEach(line -> {
            int blank = line.indexOf(' ');
            String word = blank < 0 ? line : line.substring(0, blank);
            String text = blank < 0 ? "" : line.substring(blank + 1);
            lines.computeIfAbsent(word, key -> new ArrayList<>()).add(text);
        });
        return new HostNode(lines);
    }

    ObservedNode observed(HostOptions options, Duration skew) {
        return new ObservedNode(capacity(options), Map.of(), facts(), pressures(), labels(skew), remarks(), FEATURES);
    }

    /**
     * How far the host's clock is ahead at least; zero when it does not tell. A slow host told its time somewhen between
     * the question and the answer.
     */
    Duration skew(Instant asked, Instant answered) {
        long seconds = number(first("time"));
        Instant told = Instant.ofEpochSecond(seconds);
        if (seconds == 0 || !told.isBefore(asked) && !told.isAfter(answered)) {
            return Duration.ZERO;
        }
        return Duration.between(told.isBefore(asked) ? asked : answered, told);
    }

    /** Whether that is more than a host that keeps time is ever off. */
    static boolean isSkewed(Duration skew) {
        return skew.abs().compareTo(LARGEST_SKEW) > 0;
    }

    /** What a selector may ask for and the fields of a Node do not tell. */
    private Map<String, String> labels(Duration skew) {
        Map<String, String> labels = new HashMap<>();
        label(labels, "os", release("ID"));
        label(labels, "os-version", release("VERSION_ID"));
        label(labels, "cgroup", first("cgroup"));
        label(labels, "start-at-boot", first("starter").split(" ")[0]);
        label(labels, "clock", isSkewed(skew) ? "skewed" : "");
        return labels;
    }

    /** What this host lacks and its operator may want to mend. */
    private List<String> remarks() {
        List<String> remarks = new ArrayList<>();
        all("complaint").forEach(complaint -> remarks.add("containers run as plain processes: " + complaint));
        String starter = first("starter");
        if (starter.startsWith(NO_STARTER)) {
            remarks.add("pods do not start when the host does, before this program connects: "
                    + starter.substring(NO_STARTER.length()));
        }
        return remarks;
    }

    private static void label(Map<String, String> labels, String name, String value) {
        if (LABEL.matcher(value).matches()) {
            labels.put("host.outrigger.io/" + name, value);
        }
    }

    private Map<String, Quantity> capacity(HostOptions options) {
        Map<String, Quantity> capacity = new HashMap<>();
        capacity.put("cpu", new Quantity(Long.toString(Math.max(1, number(first("processors"))))));
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
                HostRuntime.of(first("runtime")).toString(),
                first("machine"),
                first("uuid"),
                first("boot"));
    }

    private Set<Pressure> pressures() {
        Set<Pressure> pressures = EnumSet.noneOf(Pressure.class);
        if (memory("MemAvailable:") < MEMORY_LEFT_KIBIBYTES) {
            pressures.add(Pressure.MEMORY);
        }
        if (!lines.containsKey("writable")
                || disk(3) * 100 < disk(1) * DISK_LEFT_PERCENT
                || column("inodes", 3) * 100 < column("inodes", 1) * INODES_LEFT_PERCENT) {
            pressures.add(Pressure.DISK);
        }
        long most = number(first("pid_max"));
        if (most > 0 && (most - processes()) * 100 < most * PROCESSES_LEFT_PERCENT) {
            pressures.add(Pressure.PID);
        }
        return pressures;
    }

    /** The fourth field of {@code /proc/loadavg} is running/all. */
    private long processes() {
        String[] fields = first("load").split(" ");
        return fields.length > 3 ? number(fields[3].substring(fields[3].indexOf('/') + 1)) : 0;
    }

    private long disk(int column) {
        return column("disk", column);
    }

    /** A column of {@code df -P}: 1 is all there is, 3 what is left. */
    private long column(String word, int column) {
        String[] columns = first(word).split(" +");
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
