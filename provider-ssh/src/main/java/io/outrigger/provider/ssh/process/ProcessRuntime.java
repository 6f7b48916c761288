// SPDX-License-Identifier: Apache-2.0
package io.outrigger.provider.ssh.process;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.outrigger.provider.ssh.host.HostAbilities;
import io.outrigger.provider.ssh.host.PodRuntime;
import io.outrigger.provider.ssh.link.HostFile;
import io.outrigger.spi.DesiredPod;
import io.outrigger.spi.ProviderException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Runs containers as plain processes. The image {@code host} stands for the host's own programs, found by {@code PATH};
 * an absolute path stands for the program at that path.
 */
public final class ProcessRuntime implements PodRuntime {

    /** The last line of what the supervisor reads or runs: without it the file was cut off. */
    private static final String END = "# end\n";

    private static final Pattern NAME = Pattern.compile("[a-z0-9][-a-z0-9.]{0,252}");

    private final VolumeAccess volumes;
    private final RestartPace pace;

    /**
     * @param volumes how processes see volumes
     * @param pace how fast containers are started again
     */
    public ProcessRuntime(VolumeAccess volumes, RestartPace pace) {
        this.volumes = volumes;
        this.pace = pace;
    }

    @Override
    public void check(DesiredPod pod, HostAbilities host) throws ProviderException {
        new ProcessCheck(pod, mounts(host), volumes == VolumeAccess.ENVIRONMENT).run();
    }

    @Override
    public List<HostFile> files(DesiredPod pod, HostAbilities host) {
        PodSpec spec = pod.pod().getSpec();
        List<HostFile> files = new ArrayList<>();
        StringBuilder plan = new StringBuilder(identity(pod))
                .append("policy ")
                .append(restartPolicy(spec))
                .append('\n')
                .append(pace.planLine())
                .append('\n');
        for (Container container : spec.getInitContainers()) {
            boolean sidecar = "Always".equals(container.getRestartPolicy());
            plan.append(planLine(sidecar ? "sidecar" : "init", pod, container));
            files.add(script(pod, container, host));
        }
        for (Container container : spec.getContainers()) {
            plan.append(planLine("app", pod, container));
            files.add(script(pod, container, host));
            if (Boolean.TRUE.equals(container.getStdin())) {
                boolean once = Boolean.TRUE.equals(container.getStdinOnce());
                files.add(HostFile.text("containers/" + container.getName() + "/input", once ? "once\n" : "kept\n"));
            }
        }
        plan.append(LifePlan.of(spec));
        files.add(HostFile.text("plan", plan.append(END).toString()));
        return files;
    }

    /** Whose plan it is, for when the record of the pod is damaged; no line for a name that is none. */
    private static String identity(DesiredPod pod) {
        String namespace = pod.ref().namespace();
        String name = pod.ref().name();
        return NAME.matcher(namespace).matches() && NAME.matcher(name).matches()
                ? "pod " + namespace + " " + name + "\n"
                : "";
    }

    private static String planLine(String word, DesiredPod pod, Container container) {
        int restarts = Math.max(0, pod.container(container.getName()).restarts());
        boolean fallback = "FallbackToLogsOnError".equals(container.getTerminationMessagePolicy());
        return word + " " + container.getName() + " " + restarts + (fallback ? " logs\n" : " file\n");
    }

    private boolean mounts(HostAbilities host) {
        return volumes == VolumeAccess.AUTO && host.mounts();
    }

    private HostFile script(DesiredPod pod, Container container, HostAbilities host) {
        return HostFile.text(
                "containers/" + container.getName() + "/run",
                new RunScript(pod, container, host.addresses(), mounts(host)).text() + END);
    }

    private static String restartPolicy(PodSpec spec) {
        String policy = spec.getRestartPolicy();
        return policy == null || policy.isEmpty() ? "Always" : policy;
    }
}
