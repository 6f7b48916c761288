// SPDX-License-Identifier: Apache-2.0
package io.outrigger.provider.ssh.engine;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerPort;
import io.fabric8.kubernetes.api.model.PodSecurityContext;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.ResourceRequirements;
import io.fabric8.kubernetes.api.model.SecurityContext;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.outrigger.provider.ssh.host.HostAbilities;
import io.outrigger.provider.ssh.process.ProcessCheck;
import io.outrigger.provider.ssh.process.Refusal;
import io.outrigger.provider.ssh.process.VolumeCheck;
import io.outrigger.spi.DesiredPod;
import io.outrigger.spi.ProviderException;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Refuses, by the name of the field, what an engine cannot do and a container would silently lack. */
final class EngineCheck {

    /** Those that a kubelet takes without being told to. */
    private static final Set<String> SAFE_SYSCTLS = Set.of(
            "kernel.shm_rmid_forced",
            "net.ipv4.ip_local_port_range",
            "net.ipv4.tcp_syncookies",
            "net.ipv4.ping_group_range",
            "net.ipv4.ip_unprivileged_port_start",
            "net.ipv4.ip_local_reserved_ports",
            "net.ipv4.tcp_keepalive_time",
            "net.ipv4.tcp_fin_timeout",
            "net.ipv4.tcp_keepalive_intvl",
            "net.ipv4.tcp_keepalive_probes",
            "net.ipv4.tcp_rmem",
            "net.ipv4.tcp_wmem");

    private static final Pattern SIGNAL = Pattern.compile("SIG[A-Z]+[0-9]?(?:[+-][0-9]{1,2})?");

    private static final Set<String> PULL_POLICIES = Set.of("", "Always", "IfNotPresent", "Never");

    private final DesiredPod pod;
    private final Engine engine;
    private final Refusal refusal;
    private final ProcessCheck common;
    private final VolumeCheck volumes;
    private final HostAbilities host;
    private final NamesCheck names;

    EngineCheck(DesiredPod pod, Engine engine, HostAbilities host, ClusterNames cluster) {
        this.pod = pod;
        this.engine = engine;
        this.refusal = new Refusal(pod.ref(), "this site runs containers by " + engine.word());
        this.common = new ProcessCheck(pod, refusal);
        this.host = host;
        this.volumes = new VolumeCheck(pod, refusal, true, false);
        this.names = new NamesCheck(pod, refusal, cluster);
    }

    void run() throws ProviderException {
        PodSpec spec = pod.pod().getSpec();
        common.checkNode(spec);
        refusal.unless(
                spec.getResources() == null || spec.getResources().getLimits().isEmpty(),
                "spec.resources.limits",
                "would be for all containers together, which no engine keeps",
                "give each container limits of its own");
        refusal.unless(spec.getHostUsers() == null || spec.getHostUsers(), "spec.hostUsers", "cannot be false");
        refusal.unless(
                spec.getRuntimeClassName() == null || spec.getRuntimeClassName().isEmpty(),
                "spec.runtimeClassName",
                "names a class that no node of this kind has");
        check(spec.getSecurityContext());
        names.run();
        volumes.checkSources();
        checkMemory(spec.getVolumes());
        check("spec.initContainers", spec.getInitContainers());
        check("spec.containers", spec.getContainers());
        checkEphemeral(spec);
    }

    private void checkMemory(List<Volume> all) throws ProviderException {
        for (int index = 0; index < all.size(); index++) {
            refusal.unless(
                    host.mounts() || !MemoryVolumes.inMemory(all.get(index)),
                    "spec.volumes[" + index + "].emptyDir.medium",
                    "\"Memory\" needs a mount, which the account on this host may not make",
                    "leave the field out, or let the site log in as root");
        }
    }

    private void checkEphemeral(PodSpec spec) throws ProviderException {
        String list = "spec.ephemeralContainers";
        List<EngineContainer> added = EngineContainer.of(spec).stream()
                .filter(EngineContainer::ephemeral)
                .toList();
        check(list, added.stream().map(EngineContainer::spec).toList());
        for (EngineContainer container : added) {
            refusal.invalidUnless(
                    container.target().isEmpty()
                            || spec.getContainers().stream()
                                    .anyMatch(each -> each.getName().equals(container.target())),
                    list + "[" + added.indexOf(container) + "].targetContainerName",
                    "\"" + container.target() + "\" is no container of the pod");
        }
    }

    private void check(@Nullable PodSecurityContext context) throws ProviderException {
        if (context == null) {
            return;
        }
        boolean hostNetwork = Boolean.TRUE.equals(pod.pod().getSpec().getHostNetwork());
        String field = "spec.securityContext";
        refusal.unless(context.getSeLinuxOptions() == null, field + ".seLinuxOptions", "cannot be given");
        refusal.unless(known(context.getSeccompProfile()), field + ".seccompProfile", "of type Localhost is not read");
        refusal.unless(
                !"Strict".equals(context.getSupplementalGroupsPolicy()),
                field + ".supplementalGroupsPolicy",
                "\"Strict\" cannot be kept, because engines add the groups of the image");
        for (var sysctl : context.getSysctls()) {
            refusal.unless(
                    SAFE_SYSCTLS.contains(sysctl.getName()),
                    field + ".sysctls",
                    "\"" + sysctl.getName() + "\" is none of the safe ones");
            refusal.invalidUnless(
                    !hostNetwork || !sysctl.getName().startsWith("net."),
                    field + ".sysctls",
                    "\"" + sysctl.getName() + "\" is the host's own with spec.hostNetwork");
        }
    }

    private void check(String list, List<Container> containers) throws ProviderException {
        for (int index = 0; index < containers.size(); index++) {
            String field = list + "[" + index + "]";
            Container container = containers.get(index);
            common.checkWords(field, container);
            common.checkLife(field, container);
            checkSignal(field, container);
            checkStreams(field, container);
            checkRights(field, container);
            refusal.unless(container.getVolumeDevices().isEmpty(), field + ".volumeDevices", "needs block devices");
            String policy = container.getImagePullPolicy() == null ? "" : container.getImagePullPolicy();
            refusal.invalidUnless(
                    PULL_POLICIES.contains(policy),
                    field + ".imagePullPolicy",
                    "must be Always, IfNotPresent or Never");
            checkUser(field, container);
            check(field + ".securityContext", container.getSecurityContext());
            volumes.checkMounts(field, container);
            checkColons(field, container);
        }
    }

    /** Engines know more signals than shells do; a word that is none would be taken for an option of the plan. */
    private void checkSignal(String field, Container container) throws ProviderException {
        String signal = container.getLifecycle() == null
                ? null
                : container.getLifecycle().getStopSignal();
        refusal.invalidUnless(
                signal == null || SIGNAL.matcher(signal).matches(),
                field + ".lifecycle.stopSignal",
                "is no name of a signal");
    }

    private void checkStreams(String field, Container container) throws ProviderException {
        boolean terminal = Boolean.TRUE.equals(container.getTty());
        refusal.unless(engine != Engine.NERDCTL || !terminal, field + ".tty", "is not given by this engine");
        refusal.unless(
                engine == Engine.PODMAN || terminal || !Boolean.TRUE.equals(container.getStdin()),
                field + ".stdin",
                "cannot be kept open by this engine with nobody connected, unless with a tty");
    }

    /** An engine without root would warn and go on. */
    private void checkRights(String field, Container container) throws ProviderException {
        ResourceRequirements resources = container.getResources();
        boolean limited = resources != null
                && resources.getLimits() != null
                && (resources.getLimits().containsKey("memory")
                        || resources.getLimits().containsKey("cpu"));
        refusal.unless(
                host.limits() || !limited,
                field + ".resources.limits",
                "cannot be kept by an account to which the host has not delegated memory and cpu",
                "delegate them, log in as root, or leave the field out");
        for (ContainerPort port : container.getPorts()) {
            refusal.unless(
                    port.getHostPort() == null || port.getHostPort() >= host.firstPort(),
                    field + ".ports",
                    "has hostPort " + port.getHostPort() + ", and the account may not take ports of the host below "
                            + host.firstPort());
        }
    }

    private void checkUser(String field, Container container) throws ProviderException {
        UserWords words = new UserWords(pod.pod().getSpec(), container);
        refusal.unless(
                words.group() == null || words.user() != null,
                field + ".securityContext.runAsGroup",
                "is taken with runAsUser only; give both");
        Long user = words.user();
        refusal.invalidUnless(
                !words.nonRoot() || user == null || user != 0,
                field + ".securityContext.runAsUser",
                "is 0, which breaks runAsNonRoot");
    }

    private void check(String field, @Nullable SecurityContext context) throws ProviderException {
        if (context == null) {
            return;
        }
        refusal.unless(context.getSeLinuxOptions() == null, field + ".seLinuxOptions", "cannot be given");
        refusal.unless(known(context.getSeccompProfile()), field + ".seccompProfile", "of type Localhost is not read");
        String mount = context.getProcMount();
        refusal.unless(
                mount == null || mount.isEmpty() || mount.equals("Default"), field + ".procMount", "must be Default");
    }

    private static boolean known(io.fabric8.kubernetes.api.model.@Nullable SeccompProfile profile) {
        return profile == null || !"Localhost".equals(profile.getType());
    }

    /** The engine's option for a mount is divided by colons. */
    private void checkColons(String field, Container container) throws ProviderException {
        for (VolumeMount mount : container.getVolumeMounts()) {
            refusal.invalidUnless(
                    mount.getMountPath().indexOf(':') < 0, field + ".volumeMounts", "has a mountPath with a colon");
            refusal.unless(
                    mount.getSubPath() == null || mount.getSubPath().indexOf(':') < 0,
                    field + ".volumeMounts",
                    "has a subPath with a colon");
        }
        String message = container.getTerminationMessagePath();
        refusal.invalidUnless(
                message == null || message.isEmpty() || (message.startsWith("/") && message.indexOf(':') < 0),
                field + ".terminationMessagePath",
                "must be an absolute path without a colon");
    }
}
