// SPDX-License-Identifier: Apache-2.0
package io.outrigger.kubelet.stats;

import io.outrigger.spi.PodRef;
import io.outrigger.spi.SiteStatistics.PodUsage;
import io.outrigger.spi.SiteStatistics.Snapshot;
import io.outrigger.spi.SiteStatistics.Usage;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * The answer to {@code /metrics/resource}, names and order of the kubelet's collector ({@code
 * pkg/kubelet/metrics/collectors/resource_metrics.go}). Metrics-server throws a pod away of which one container shows no
 * use at all, which is how an idle one looks where time is counted in hundredths of a second. Whatever runs has used
 * something, so the least that counts is shown.
 */
public final class ResourceMetrics {

    private static final String CPU = "Cumulative cpu time consumed by the %s in core-seconds";
    private static final String MEMORY = "Current working set of the %s in bytes";
    private static final int NANO_DIGITS = 9;
    private static final int MILLI_DIGITS = 3;

    /** One nanosecond, one byte. */
    private static final long LEAST = 1;

    private final Snapshot snapshot;
    private final List<Sample> containers = new ArrayList<>();
    private final List<Sample> pods = new ArrayList<>();
    private final StringBuilder text = new StringBuilder();

    /** Something measured, and how it is labelled. */
    private record Sample(String labels, Usage usage) {}

    private ResourceMetrics(Snapshot snapshot, Predicate<PodRef> ours) {
        this.snapshot = snapshot;
        for (PodUsage pod : snapshot.pods()) {
            if (ours.test(pod.pod())) {
                add(pod);
            }
        }
    }

    /** The text for one site; pods of which {@code ours} knows nothing are left out. */
    public static String text(Snapshot snapshot, Predicate<PodRef> ours) {
        return new ResourceMetrics(snapshot, ours).write();
    }

    private void add(PodUsage pod) {
        String labels = label("namespace", pod.pod().namespace()) + ","
                + label("pod", pod.pod().name());
        long cpu = 0;
        long memory = 0;
        for (Map.Entry<String, Usage> container : new TreeMap<>(pod.containers()).entrySet()) {
            Usage usage = something(container.getValue());
            containers.add(new Sample("{" + label("container", container.getKey()) + "," + labels + "}", usage));
            cpu += usage.cpuNanoseconds();
            memory += usage.memoryBytes();
        }
        if (!pod.containers().isEmpty()) {
            pods.add(new Sample("{" + labels + "}", new Usage(snapshot.time(), cpu, memory)));
        }
    }

    private static Usage something(Usage usage) {
        return new Usage(
                usage.startTime(), Math.max(LEAST, usage.cpuNanoseconds()), Math.max(LEAST, usage.memoryBytes()));
    }

    private String write() {
        List<Sample> node = List.of(new Sample("", snapshot.site()));
        seconds("container_cpu_usage_seconds_total", CPU.formatted("container"), containers);
        bytes("container_memory_working_set_bytes", MEMORY.formatted("container"), containers);
        starts();
        seconds("node_cpu_usage_seconds_total", CPU.formatted("node"), node);
        bytes("node_memory_working_set_bytes", MEMORY.formatted("node"), node);
        seconds("pod_cpu_usage_seconds_total", CPU.formatted("pod"), pods);
        bytes("pod_memory_working_set_bytes", MEMORY.formatted("pod"), pods);
        head("resource_scrape_error", "1 if there was an error while getting container metrics, 0 otherwise", "gauge");
        return text.append("resource_scrape_error 0\n").toString();
    }

    private void seconds(String name, String help, List<Sample> samples) {
        head(name, help, "counter");
        samples(name, samples, usage -> inSeconds(usage.cpuNanoseconds(), NANO_DIGITS));
    }

    private void bytes(String name, String help, List<Sample> samples) {
        head(name, help, "gauge");
        samples(name, samples, usage -> Long.toString(usage.memoryBytes()));
    }

    private void starts() {
        String name = "container_start_time_seconds";
        head(name, "Start time of the container since unix epoch in seconds", "gauge");
        for (Sample each : containers) {
            String start = inSeconds(each.usage().startTime().toEpochMilli(), MILLI_DIGITS);
            text.append(name).append(each.labels()).append(' ').append(start).append('\n');
        }
    }

    private void samples(String name, List<Sample> samples, Function<Usage, String> value) {
        long time = snapshot.time().toEpochMilli();
        samples.forEach(each -> text.append(name)
                .append(each.labels())
                .append(' ')
                .append(value.apply(each.usage()))
                .append(' ')
                .append(time)
                .append('\n'));
    }

    private void head(String name, String help, String type) {
        text.append("# HELP ").append(name).append(" [STABLE] ").append(help).append('\n');
        text.append("# TYPE ").append(name).append(' ').append(type).append('\n');
    }

    private static String inSeconds(long value, int digits) {
        return BigDecimal.valueOf(value, digits).stripTrailingZeros().toPlainString();
    }

    private static String label(String name, String value) {
        String escaped = value.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n");
        return name + "=\"" + escaped + "\"";
    }
}
