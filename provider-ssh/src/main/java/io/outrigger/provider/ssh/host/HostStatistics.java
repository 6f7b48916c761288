// SPDX-License-Identifier: Apache-2.0
package io.outrigger.provider.ssh.host;

import io.outrigger.spi.PodRef;
import io.outrigger.spi.ProviderException;
import io.outrigger.spi.SiteStatistics;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Measures what containers use by one look at all processes of the host. A container owns what its engine keeps in a
 * control group for it, or the session of its first process, the sessions of commands that run in it, and what descends
 * from them; so no pod can be charged for another one. Memory is what the processes do not share with files.
 */
final class HostStatistics implements SiteStatistics {

    private static final long USUAL_PAGE = 4096;
    private static final int KIBIBYTE = 1024;

    /** A container since its last start. */
    private record Instance(PodRef pod, String container, Instant startTime) {}

    private final Supervisor supervisor;
    private final HostCommands commands;
    private final Clock clock;
    private final AtomicLong readings = new AtomicLong();
    private final GrowingCounters<Instance> containers = new GrowingCounters<>();
    private final GrowingCounters<Instant> host = new GrowingCounters<>();

    HostStatistics(Supervisor supervisor, HostCommands commands, Clock clock) {
        this.supervisor = supervisor;
        this.commands = commands;
        this.clock = clock;
    }

    @Override
    public Snapshot read() throws ProviderException {
        long reading = readings.incrementAndGet();
        UsageReport report = supervisor.statistics();
        Map<Long, Instance> sessions = sessions(report);
        Map<Instance, ProcessTable.Sum> sums = report.processes().sum(members(report, sessions), sessions);
        containers.keep(new HashSet<>(sums.keySet()));
        long page = report.number("page", USUAL_PAGE);
        Map<PodRef, Map<String, Usage>> usages = new HashMap<>();
        sums.forEach((instance, sum) -> usages.computeIfAbsent(instance.pod(), pod -> new HashMap<>())
                .put(
                        instance.container(),
                        new Usage(
                                instance.startTime(),
                                containers.next(instance, reading, sum.nanoseconds()),
                                sum.pages() * page)));
        List<PodUsage> pods = new ArrayList<>();
        usages.forEach((pod, containers) -> pods.add(new PodUsage(pod, containers)));
        return new Snapshot(clock.instant(), site(report, reading), pods, fileSystem(report));
    }

    /** Whose a process is that an engine keeps in a group. */
    private static Map<Long, Instance> members(UsageReport report, Map<Long, Instance> sessions) {
        Map<List<String>, Instance> instances = new HashMap<>();
        sessions.values()
                .forEach(instance -> instances.put(List.of(instance.pod().uid(), instance.container()), instance));
        Map<Long, Instance> members = new HashMap<>();
        report.members().forEach((process, container) -> {
            if (instances.containsKey(container)) {
                members.put(process, instances.get(container));
            }
        });
        return members;
    }

    /** Who owns which session. */
    private Map<Long, Instance> sessions(UsageReport report) {
        Map<Long, Instance> sessions = new HashMap<>();
        String boot = report.facts().getOrDefault("boot", "");
        report.states()
                .forEach((uid, states) -> report.pod(uid)
                        .ifPresent(pod -> states.forEach((container, state) -> {
                            long process = UsageReport.parse(state.getOrDefault("pid", ""), -1);
                            long start = UsageReport.parse(state.getOrDefault("ticks", ""), -1);
                            boolean runs = "running".equals(state.get("phase")) && boot.equals(state.get("boot"));
                            if (runs && report.processes().alive(process, start)) {
                                Instant since =
                                        Instant.ofEpochSecond(UsageReport.parse(state.getOrDefault("started", ""), 0));
                                Instance instance = new Instance(pod, container, since);
                                sessions.put(process, instance);
                                // The client of an engine is not in the container.
                                if (!report.members().containsValue(List.of(uid, container))) {
                                    commands.processes(uid, container)
                                            .forEach(command -> sessions.put(command, instance));
                                }
                            }
                        })));
        return sessions;
    }

    private Usage site(UsageReport report, long reading) {
        Instant start = Instant.ofEpochSecond(report.number("btime", 0));
        host.keep(Set.of(start));
        long memory = report.number("MemTotal:", 0) - report.number("MemAvailable:", 0);
        return new Usage(
                start,
                host.next(
                        start,
                        reading,
                        busyTicks(report.facts().getOrDefault("cpu", "")) * ProcessTable.TICK_NANOSECONDS),
                Math.max(0, memory) * KIBIBYTE);
    }

    /** What {@code df -Pk} says: size, used and available are its second to fourth column. */
    private static @Nullable FileSystem fileSystem(UsageReport report) {
        String[] columns = report.facts().getOrDefault("disk", "").split(" +");
        if (columns.length < 4) {
            return null;
        }
        return new FileSystem(
                UsageReport.parse(columns[1], 0) * KIBIBYTE,
                UsageReport.parse(columns[3], 0) * KIBIBYTE,
                UsageReport.parse(columns[2], 0) * KIBIBYTE);
    }

    /** All times but those of doing nothing; the times of guests are part of others. */
    private static long busyTicks(String times) {
        String[] fields = times.split(" ");
        long ticks = 0;
        for (int index : new int[] {0, 1, 2, 5, 6, 7}) {
            ticks += index < fields.length ? UsageReport.parse(fields[index], 0) : 0;
        }
        return ticks;
    }
}
