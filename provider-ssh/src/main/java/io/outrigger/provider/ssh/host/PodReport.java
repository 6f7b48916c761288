// SPDX-License-Identifier: Apache-2.0
package io.outrigger.provider.ssh.host;

import io.outrigger.spi.ContainerEvent;
import io.outrigger.spi.PodFailure;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What the supervisor says of one pod.
 *
 * @param uid the pod's UID, which is the name of its directory
 * @param record what this program wrote down, or null when that is damaged
 * @param runtime what runs its containers: {@code process} or the name of an engine
 * @param addresses those of its sandbox; empty without one
 * @param warnings what there is to say of the pod as a whole
 * @param stopping whether it was told to stop
 * @param failure why the host has ended it by itself, or null
 * @param supervised whether every container that needs it is looked after
 * @param containers its containers by name
 * @param damaged its files that do not say what they should, relative to its directory
 */
record PodReport(
        String uid,
        @Nullable PodRecord record,
        String runtime,
        List<String> addresses,
        List<ContainerEvent> warnings,
        boolean stopping,
        @Nullable PodFailure failure,
        boolean supervised,
        Map<String, ContainerReport> containers,
        List<String> damaged) {

    PodReport {
        Objects.requireNonNull(uid, "uid is null");
        addresses = List.copyOf(addresses);
        warnings = List.copyOf(warnings);
        containers = Map.copyOf(containers);
        damaged = List.copyOf(damaged);
    }

    Optional<PodRecord> knownRecord() {
        return Optional.ofNullable(record);
    }

    /** The report of a container; an empty one when there is none yet. */
    ContainerReport container(String name) {
        ContainerReport report = containers.get(name);
        return report != null ? report : new ContainerReport(name, false, false, Map.of(), "");
    }

    /** Whether the state of a container cannot be read; the supervisor knows it or finds it out. */
    boolean stateDamaged() {
        return damaged.stream().anyMatch(file -> file.endsWith("/state"));
    }

    static List<PodReport> parse(String text) {
        return new ReportParser().parse(text);
    }
}
