// SPDX-License-Identifier: Apache-2.0
package io.outrigger.provider.ssh;

import io.outrigger.fixtures.Podman;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What the kernel enforces for a container of podman, with either version of control groups. */
final class ControlGroup {

    private static final Path ROOT = Path.of("/sys/fs/cgroup");

    private final Map<String, String> paths = new HashMap<>();
    private final boolean unified = Files.exists(ROOT.resolve("cgroup.controllers"));

    private ControlGroup() {}

    static ControlGroup of(String container) throws IOException {
        String process = Podman.get().run("inspect", "--format", "{{.State.Pid}}", container);
        ControlGroup group = new ControlGroup();
        for (String line : Files.readAllLines(Path.of("/proc", process, "cgroup"))) {
            String[] words = line.split(":", 3);
            for (String controller : words[1].split(",")) {
                group.paths.put(controller, words[2]);
            }
        }
        return group;
    }

    /** In bytes. */
    long memoryLimit() throws IOException {
        return unified ? number("", "memory.max") : number("memory", "memory.limit_in_bytes");
    }

    /** In bytes. */
    long memoryUsage() throws IOException {
        return unified ? number("", "memory.current") : number("memory", "memory.usage_in_bytes");
    }

    /** In thousandths of a processor. */
    long processorLimit() throws IOException {
        if (!unified) {
            return number("cpu", "cpu.cfs_quota_us") * 1000 / number("cpu", "cpu.cfs_period_us");
        }
        String[] words = read("", "cpu.max").split(" ");
        return Long.parseLong(words[0]) * 1000 / Long.parseLong(words[1]);
    }

    /** Whether it has so many of a processor's 1024 shares; runtimes differ in the weight they make of that. */
    boolean hasShares(int shares) throws IOException {
        if (!unified) {
            return number("cpu", "cpu.shares") == shares;
        }
        double power = Math.log(shares) / Math.log(2);
        long older = 1 + (shares - 2) * 9999L / 262142;
        long newer = (long) Math.ceil(Math.pow(10, (power * power + 125 * power) / 612 - 7.0 / 34));
        return List.of(older, newer).contains(number("", "cpu.weight"));
    }

    private long number(String controller, String file) throws IOException {
        return Long.parseLong(read(controller, file));
    }

    private String read(String controller, String file) throws IOException {
        String path = paths.get(controller).substring(1);
        return Files.readString(ROOT.resolve(controller).resolve(path).resolve(file))
                .strip();
    }
}
