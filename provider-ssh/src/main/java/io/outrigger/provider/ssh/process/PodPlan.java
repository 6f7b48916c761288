// SPDX-License-Identifier: Apache-2.0
package io.outrigger.provider.ssh.process;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.Volume;
import io.outrigger.provider.ssh.link.HostFile;
import io.outrigger.spi.DesiredPod;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What the supervisor reads of a pod, whatever runs its containers: the plan, and who has an input. */
public final class PodPlan {

    /** The last line of what the supervisor reads or runs: without it the file was cut off. */
    public static final String END = "# end\n";

    /** The first line of a script that knows the word {@code exec}. */
    public static final String JOINABLE = "# start or exec";

    private static final Pattern NAME = Pattern.compile("[a-z0-9][-a-z0-9.]{0,252}");
    private static final Pattern QUANTITY = Pattern.compile("[0-9A-Za-z.+-]{1,40}");
    /** The supervisor counts with no larger numbers. */
    private static final BigDecimal MOST_BYTES = new BigDecimal("999999999999999");

    private static final int MAXIMUM_HOSTNAME = 63;

    private PodPlan() {}

    /**
     * The plan: what to run, in which order, and how to restart it.
     *
     * @param pod the pod
     * @param pace how fast containers are started again
     * @param lines more lines for the supervisor
     */
    public static HostFile file(DesiredPod pod, RestartPace pace, List<String> lines) {
        PodSpec spec = pod.pod().getSpec();
        StringBuilder plan = new StringBuilder(identity(pod))
                .append("policy ")
                .append(restartPolicy(spec))
                .append('\n')
                .append(pace.planLine())
                .append('\n');
        lines.forEach(line -> plan.append(line).append('\n'));
        spec.getInitContainers().forEach(container -> plan.append(line(role(container), pod, container)));
        spec.getContainers().forEach(container -> plan.append(line("app", pod, container)));
        spec.getVolumes().forEach(volume -> plan.append(limit(volume)));
        plan.append(LifePlan.of(spec));
        return HostFile.text("plan", plan.append(END).toString());
    }

    /** A file for each container that wants an input; on a terminal, that is the terminal. */
    public static List<HostFile> inputs(List<Container> containers) {
        return containers.stream()
                .filter(container ->
                        Boolean.TRUE.equals(container.getStdin()) && !Boolean.TRUE.equals(container.getTty()))
                .map(container -> HostFile.text(
                        "containers/" + container.getName() + "/input",
                        Boolean.TRUE.equals(container.getStdinOnce()) ? "once\n" : "kept\n"))
                .toList();
    }

    /** The pod's host name, as the kubelet makes it of its name. */
    public static String hostname(DesiredPod pod) {
        PodSpec spec = pod.pod().getSpec();
        String given = spec.getHostnameOverride() == null ? spec.getHostname() : spec.getHostnameOverride();
        String name = given == null || given.isEmpty() ? pod.ref().name() : given;
        String cut = name.length() > MAXIMUM_HOSTNAME ? name.substring(0, MAXIMUM_HOSTNAME) : name;
        return cut.replaceAll("[-.]+$", "");
    }

    /** Whose plan it is, for when the record of the pod is damaged; no line for a name that is none. */
    private static String identity(DesiredPod pod) {
        String namespace = pod.ref().namespace();
        String name = pod.ref().name();
        return NAME.matcher(namespace).matches() && NAME.matcher(name).matches()
                ? "pod " + namespace + " " + name + "\n"
                : "";
    }

    /** How much a volume on the disk may hold: in bytes, and as users read it. One in memory is bounded where it is made. */
    private static String limit(Volume volume) {
        Quantity limit =
                volume.getEmptyDir() == null ? null : volume.getEmptyDir().getSizeLimit();
        return limit == null || "Memory".equals(volume.getEmptyDir().getMedium())
                ? ""
                : limit("limit", volume.getName(), limit);
    }

    /** How much containers may write beside their volumes. */
    public static List<String> layers(PodSpec spec) {
        return Stream.concat(spec.getInitContainers().stream(), spec.getContainers().stream())
                .filter(container -> container.getResources() != null)
                .flatMap(container -> Optional.ofNullable(
                        container.getResources().getLimits().get("ephemeral-storage"))
                        .map(limit -> limit("layer", container.getName(), limit).strip())
                        .stream())
                .filter(line -> !line.isEmpty())
                .toList();
    }

    private static String limit(String word, String name, Quantity limit) {
        BigDecimal bytes =
                limit.getNumericalAmount().setScale(0, RoundingMode.FLOOR).min(MOST_BYTES);
        return bytes.signum() > 0 && QUANTITY.matcher(limit.toString()).matches()
                ? word + " " + name + " " + bytes.toPlainString() + " " + limit + "\n"
                : "";
    }

    /** An init container that is always started again goes on beside the others. */
    private static String role(Container init) {
        return "Always".equals(init.getRestartPolicy()) ? "sidecar" : "init";
    }

    private static String line(String word, DesiredPod pod, Container container) {
        int restarts = Math.max(0, pod.container(container.getName()).restarts());
        return word + " " + container.getName() + " " + restarts + " " + messageSource(container) + "\n";
    }

    /** The supervisor's word for where it finds a container's termination message. */
    public static String messageSource(Container container) {
        return "FallbackToLogsOnError".equals(container.getTerminationMessagePolicy()) ? "logs" : "file";
    }

    private static String restartPolicy(PodSpec spec) {
        String policy = spec.getRestartPolicy();
        return policy == null || policy.isEmpty() ? "Always" : policy;
    }
}
