// SPDX-License-Identifier: Apache-2.0
package io.outrigger.provider.ssh.host;

import java.util.List;

/**
 * What {@code pod-supervisor.sh prepare} has found out about a host.
 *
 * @param runtime what runs containers there
 * @param mounts whether containers get mounts of their own
 * @param networks whether the networks of pods can be reached from the host itself
 * @param limits whether memory and processors can be limited
 * @param firstPort the first port of the host that a pod may have
 */
record PreparedHost(HostRuntime runtime, boolean mounts, boolean networks, boolean limits, int firstPort) {

    private static final String RUNTIME = "runtime ";
    private static final String PORTS = "ports ";

    static PreparedHost parse(String output) {
        List<String> lines = output.lines().toList();
        return new PreparedHost(
                HostRuntime.of(text(lines, RUNTIME)),
                lines.contains("mounts"),
                lines.contains("networks"),
                lines.contains("limits"),
                number(text(lines, PORTS)));
    }

    private static String text(List<String> lines, String word) {
        return lines.stream()
                .filter(line -> line.startsWith(word))
                .map(line -> line.substring(word.length()))
                .findFirst()
                .orElse("");
    }

    private static int number(String text) {
        // Root is not told of any.
        return text.matches("\\d{1,5}") ? Integer.parseInt(text) : 0;
    }
}
