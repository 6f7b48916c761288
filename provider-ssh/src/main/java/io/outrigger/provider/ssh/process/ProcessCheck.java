// SPDX-License-Identifier: Apache-2.0
package io.outrigger.provider.ssh.process;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerRestartRule;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.outrigger.spi.DesiredPod;
import io.outrigger.spi.ProviderException;
import java.util.List;
import java.util.Set;

/**
 * Refuses, by the name of the field, what a plain process cannot have and would silently lack. Resource requests and
 * limits, ports, {@code hostNetwork} and DNS policy are accepted: requests are the scheduler's business, and a process
 * uses the host's own network; limits are not enforced.
 */
public final class ProcessCheck {

    private static final String HOST = "host";

    // The kernel's limit for one argument or variable, and a careful share of its limit for all of them.
    private static final int MAXIMUM_WORD_BYTES = 128 * 1024 - 1;
    private static final int MAXIMUM_TOTAL_BYTES = 1024 * 1024;

    private static final Set<String> POLICIES = Set.of("Always", "OnFailure", "Never");
    private static final Set<String> ACTIONS = Set.of("Restart", LifePlan.RESTART_ALL);
    private static final Set<String> OPERATORS = Set.of("In", "NotIn");

    private final DesiredPod pod;
    private final Refusal refusal;
    private final SecurityCheck security;
    private final VolumeCheck volumes;

    /**
     * @param mounts whether containers get private mounts
     * @param environment whether the site's owner chose volumes without mounts
     */
    ProcessCheck(DesiredPod pod, boolean mounts, boolean environment) {
        this(pod, new Refusal(pod.ref(), "this site runs containers as plain processes"), mounts, environment);
    }

    /** For another runtime, which asks only for what is the same with every one. */
    public ProcessCheck(DesiredPod pod, Refusal refusal) {
        this(pod, refusal, true, false);
    }

    private ProcessCheck(DesiredPod pod, Refusal refusal, boolean mounts, boolean environment) {
        this.pod = pod;
        this.refusal = refusal;
        this.security = new SecurityCheck(refusal);
        this.volumes = new VolumeCheck(pod, refusal, mounts, environment);
    }

    void run() throws ProviderException {
        PodSpec spec = pod.pod().getSpec();
        checkNode(spec);
        refusal.unless(spec.getHostAliases().isEmpty(), "spec.hostAliases", "would need a file of hosts of its own");
        refusal.unless(spec.getDnsConfig() == null, "spec.dnsConfig", "would need a resolver file of its own");
        refusal.unless(
                !Boolean.TRUE.equals(spec.getSetHostnameAsFQDN())
                        || spec.getSubdomain() == null
                        || spec.getSubdomain().isEmpty(),
                "spec.setHostnameAsFQDN",
                "would need a host name of its own");
        refusal.unless(
                spec.getEphemeralContainers().isEmpty(),
                "spec.ephemeralContainers",
                "cannot join a plain process",
                "look into a container with kubectl exec and the host's own programs; to be rid of the field, delete"
                        + " the pod");
        refusal.unless(
                spec.getHostUsers() == null || spec.getHostUsers(), "spec.hostUsers", "would need users of its own");
        security.check(spec);
        volumes.checkSources();
        for (int index = 0; index < spec.getVolumes().size(); index++) {
            var source = spec.getVolumes().get(index).getEmptyDir();
            refusal.unless(
                    source == null || !"Memory".equals(source.getMedium()),
                    "spec.volumes[" + index + "].emptyDir.medium",
                    "\"Memory\" is not given to plain processes");
        }
        check("spec.initContainers", spec.getInitContainers(), true);
        check("spec.containers", spec.getContainers(), false);
    }

    private void check(String list, List<Container> containers, boolean init) throws ProviderException {
        for (int index = 0; index < containers.size(); index++) {
            String field = list + "[" + index + "]";
            Container container = containers.get(index);
            checkImage(field, container);
            checkWords(field, container);
            checkLife(field, container);
            checkSignal(field, container);
            refusal.unless(!Boolean.TRUE.equals(container.getTty()), field + ".tty", "needs a terminal");
            refusal.unless(
                    !init || !Boolean.TRUE.equals(container.getStdin()), field + ".stdin", "needs somebody attached");
            refusal.unless(container.getVolumeDevices().isEmpty(), field + ".volumeDevices", "needs block devices");
            checkPorts(field, container);
            security.check(field, container.getSecurityContext());
            volumes.checkMounts(field, container);
        }
    }

    /** Its ports are the host's. */
    private void checkPorts(String field, Container container) throws ProviderException {
        for (int index = 0; index < container.getPorts().size(); index++) {
            var port = container.getPorts().get(index);
            refusal.unless(
                    port.getHostPort() == null || port.getHostPort().equals(port.getContainerPort()),
                    field + ".ports[" + index + "].hostPort",
                    "is another one than containerPort, and a plain process listens on the host's ports");
        }
    }

    private void checkImage(String field, Container container) throws ProviderException {
        String image = container.getImage() == null ? "" : container.getImage();
        refusal.unless(
                image.equals(HOST) || image.startsWith("/"),
                field + ".image",
                "\"" + image + "\" needs a container engine; use the image \"host\" with a command, or the absolute"
                        + " path of a program on the host");
        refusal.unless(
                !image.equals(HOST)
                        || !pod.container(container.getName()).command().isEmpty(),
                field + ".command",
                "is empty, and the image \"host\" has no entry point; give a command");
    }

    /** Refuses what another kind of node would be needed for. */
    public void checkNode(PodSpec spec) throws ProviderException {
        refusal.unless(
                spec.getOs() == null || "linux".equals(spec.getOs().getName()),
                "spec.os.name",
                "is not that of this host");
        refusal.unless(spec.getResourceClaims().isEmpty(), "spec.resourceClaims", "need a driver on the node");
    }

    /** Refuses words and variables that no process can be given. */
    public void checkWords(String field, Container container) throws ProviderException {
        var desired = pod.container(container.getName());
        long total = 0;
        for (String word : desired.command()) {
            total += checkWord(field + ".command", word);
        }
        for (String word : desired.args()) {
            total += checkWord(field + ".args", word);
        }
        for (var variable : desired.environment().entrySet()) {
            String name = variable.getKey();
            refusal.invalidUnless(
                    !name.isEmpty() && name.indexOf('=') < 0,
                    field + ".env",
                    "has a name that is empty or holds \"=\"");
            total += checkWord(field + ".env[" + name + "]", name + "=" + variable.getValue());
        }
        refusal.invalidUnless(
                total <= MAXIMUM_TOTAL_BYTES,
                field,
                "has a command, args and env of " + total + " bytes together; a host takes " + MAXIMUM_TOTAL_BYTES);
    }

    private int checkWord(String field, String word) throws ProviderException {
        int bytes = word.getBytes(java.nio.charset.StandardCharsets.UTF_8).length;
        refusal.invalidUnless(
                bytes <= MAXIMUM_WORD_BYTES,
                field,
                "is " + bytes + " bytes long; a host takes " + MAXIMUM_WORD_BYTES + ", so mount it as a file");
        refusal.invalidUnless(
                word.indexOf('\0') < 0, field, "holds a byte of value zero, which no process can be given");
        return bytes;
    }

    /** Refuses what nobody would do for the container while it runs. */
    public void checkLife(String field, Container container) throws ProviderException {
        String policy = container.getRestartPolicy();
        refusal.unless(
                policy == null || POLICIES.contains(policy),
                field + ".restartPolicy",
                "\"" + policy + "\" is not known");
        for (ContainerRestartRule rule : container.getRestartPolicyRules()) {
            refusal.unless(
                    ACTIONS.contains(String.valueOf(rule.getAction()))
                            && rule.getExitCodes() != null
                            && OPERATORS.contains(
                                    String.valueOf(rule.getExitCodes().getOperator())),
                    field + ".restartPolicyRules",
                    "hold a rule that is not followed; those that restart the container, or all of them, after an exit"
                            + " code are");
        }
    }

    private void checkSignal(String field, Container container) throws ProviderException {
        String signal = LifePlan.signal(container);
        refusal.unless(
                LifePlan.known(signal),
                field + ".lifecycle.stopSignal",
                "SIG" + signal + " has no name that every shell knows");
    }
}
