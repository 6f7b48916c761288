// SPDX-License-Identifier: Apache-2.0
package io.outrigger.kubelet.stats;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.outrigger.spi.PodRef;
import io.outrigger.spi.SiteStatistics.FileSystem;
import io.outrigger.spi.SiteStatistics.PodUsage;
import io.outrigger.spi.SiteStatistics.Snapshot;
import io.outrigger.spi.SiteStatistics.Usage;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * The answer to {@code /stats/summary} as far as sites measure it ({@code k8s.io/kubelet/pkg/apis/stats/v1alpha1}): what
 * is not known is left out, never made up.
 */
public final class Summary {

    private final Snapshot now;
    private final Rates rates;

    private Summary(Snapshot earlier, Snapshot now) {
        this.now = now;
        this.rates = new Rates(earlier, now);
    }

    /**
     * The summary of a site.
     *
     * @param node the node's name
     * @param earlier what was measured before, for rates; {@code now} when there is none
     * @param now what was measured last
     * @param ours whether a pod is one of ours; others are left out
     */
    public static ObjectNode of(String node, Snapshot earlier, Snapshot now, Predicate<PodRef> ours) {
        return new Summary(earlier, now).write(node, ours);
    }

    private ObjectNode write(String node, Predicate<PodRef> ours) {
        ObjectNode summary = JsonNodeFactory.instance.objectNode();
        ObjectNode site = summary.putObject("node").put("nodeName", node);
        site.put("startTime", seconds(now.site().startTime()));
        usage(site, "", now.site());
        FileSystem files = now.fileSystem();
        if (files != null) {
            site.putObject("fs")
                    .put("time", seconds(now.time()))
                    .put("availableBytes", files.availableBytes())
                    .put("capacityBytes", files.capacityBytes())
                    .put("usedBytes", files.usedBytes());
        }
        var pods = summary.putArray("pods");
        now.pods().stream()
                .filter(pod -> ours.test(pod.pod()))
                .sorted(Comparator.comparing(pod -> pod.pod().toString()))
                .forEach(pod -> pod(pods.addObject(), pod));
        return summary;
    }

    private void pod(ObjectNode target, PodUsage pod) {
        PodRef ref = pod.pod();
        target.putObject("podRef")
                .put("name", ref.name())
                .put("namespace", ref.namespace())
                .put("uid", ref.uid());
        Instant start = pod.containers().values().stream()
                .map(Usage::startTime)
                .min(Comparator.naturalOrder())
                .orElse(now.time());
        target.put("startTime", seconds(start));
        var containers = target.putArray("containers");
        long cpu = 0;
        long nanoCores = 0;
        long memory = 0;
        for (Map.Entry<String, Usage> each : new TreeMap<>(pod.containers()).entrySet()) {
            String key = Rates.key(ref.uid(), each.getKey());
            Usage usage = each.getValue();
            ObjectNode container = containers.addObject().put("name", each.getKey());
            container.put("startTime", seconds(usage.startTime()));
            usage(container, key, usage);
            cpu += usage.cpuNanoseconds();
            nanoCores += rates.nanoCores(key, usage).orElse(0);
            memory += usage.memoryBytes();
        }
        String time = seconds(now.time());
        target.putObject("cpu")
                .put("time", time)
                .put("usageNanoCores", nanoCores)
                .put("usageCoreNanoSeconds", cpu);
        target.putObject("memory").put("time", time).put("workingSetBytes", memory);
    }

    private void usage(ObjectNode target, String key, Usage usage) {
        String time = seconds(now.time());
        ObjectNode cpu = target.putObject("cpu").put("time", time);
        rates.nanoCores(key, usage).ifPresent(rate -> cpu.put("usageNanoCores", rate));
        cpu.put("usageCoreNanoSeconds", usage.cpuNanoseconds());
        target.putObject("memory").put("time", time).put("workingSetBytes", usage.memoryBytes());
    }

    private static String seconds(Instant time) {
        return time.truncatedTo(ChronoUnit.SECONDS).toString();
    }
}
