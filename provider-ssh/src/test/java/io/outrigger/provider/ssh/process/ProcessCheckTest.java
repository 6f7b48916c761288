// SPDX-License-Identifier: Apache-2.0
package io.outrigger.provider.ssh.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.ContainerPort;
import io.fabric8.kubernetes.api.model.ContainerPortBuilder;
import io.fabric8.kubernetes.api.model.EmptyDirVolumeSource;
import io.fabric8.kubernetes.api.model.EphemeralContainer;
import io.fabric8.kubernetes.api.model.LifecycleBuilder;
import io.fabric8.kubernetes.api.model.NFSVolumeSource;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaimVolumeSource;
import io.fabric8.kubernetes.api.model.PodOS;
import io.fabric8.kubernetes.api.model.PodResourceClaim;
import io.fabric8.kubernetes.api.model.PodSecurityContext;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.Probe;
import io.fabric8.kubernetes.api.model.ProjectedVolumeSource;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceRequirements;
import io.fabric8.kubernetes.api.model.SecurityContext;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.outrigger.provider.ssh.PodsForTests;
import io.outrigger.spi.ProviderException;
import io.outrigger.spi.ProviderException.Kind;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** What a plain process cannot have is refused by the name of its field, never left out silently. */
final class ProcessCheckTest {

    @Test
    void anImageThatNeedsAnEngineIsRefused() {
        refused(
                spec -> main(spec).setImage("nginx:1.27"),
                "spec.containers[0].image \"nginx:1.27\" needs a container engine");
    }

    @Test
    void resourceLimitsAreAccepted() {
        accepted(spec -> main(spec)
                .setResources(new ResourceRequirements(List.of(), Map.of("cpu", new Quantity("1")), Map.of())));
    }

    @Test
    void rightsThatNobodyEnforcesAreRefused() {
        refused(spec -> security(spec).setPrivileged(true), "spec.containers[0].securityContext.privileged");
        refused(spec -> security(spec).setRunAsUser(1000L), "spec.containers[0].securityContext.runAsUser");
        refused(
                spec -> security(spec).setReadOnlyRootFilesystem(true),
                "spec.containers[0].securityContext.readOnlyRootFilesystem");
        refused(
                spec -> {
                    spec.setSecurityContext(new PodSecurityContext());
                    spec.getSecurityContext().setRunAsNonRoot(true);
                },
                "spec.securityContext.runAsNonRoot");
    }

    @Test
    void whatWouldNeedAnotherNodeIsRefused() {
        refused(spec -> spec.setOs(new PodOS("windows")), "spec.os.name is not that of this host");
        accepted(spec -> spec.setOs(new PodOS("linux")));
        refused(
                spec -> spec.setResourceClaims(List.of(new PodResourceClaim("accelerator", "one", null))),
                "spec.resourceClaims need a driver");
    }

    @Test
    void whatWouldNeedNamespacesIsRefused() {
        refused(spec -> spec.setHostUsers(false), "spec.hostUsers");
        refused(
                spec -> {
                    spec.setSecurityContext(new PodSecurityContext());
                    spec.getSecurityContext().setSupplementalGroupsPolicy("Strict");
                },
                "spec.securityContext.supplementalGroupsPolicy");
        refused(
                spec -> main(spec).setPorts(List.of(port(8080, 80))),
                "spec.containers[0].ports[0].hostPort is another");
        accepted(spec -> main(spec).setPorts(List.of(port(80, 80))));
    }

    private static ContainerPort port(int host, int container) {
        return new ContainerPortBuilder()
                .withHostPort(host)
                .withContainerPort(container)
                .build();
    }

    @Test
    void aTerminalIsRefused() {
        refused(spec -> main(spec).setTty(true), "spec.containers[0].tty");
        accepted(spec -> main(spec).setStdin(true));
    }

    @Test
    void aContainerAddedForDebuggingIsRefusedWithSomethingElseToDo() {
        Consumer<PodSpec> debugged = spec -> spec.setEphemeralContainers(List.of(new EphemeralContainer()));

        refused(debugged, "spec.ephemeralContainers cannot join a plain process");
        refused(debugged, "look into a container with kubectl exec");
    }

    @Test
    void probesHooksAndSidecarsAreAccepted() {
        accepted(spec -> {
            main(spec).setLivenessProbe(new Probe());
            main(spec).setReadinessProbe(new Probe());
            main(spec).setStartupProbe(new Probe());
            main(spec)
                    .setLifecycle(
                            new LifecycleBuilder().withStopSignal("SIGUSR1").build());
        });
        accepted(spec -> {
            Container aide =
                    new ContainerBuilder(main(spec)).withRestartPolicy("Always").build();
            spec.setInitContainers(List.of(aide));
        });
    }

    @Test
    void aSignalThatNotEveryShellKnowsIsRefused() {
        refused(
                spec -> main(spec)
                        .setLifecycle(new LifecycleBuilder()
                                .withStopSignal("SIGRTMIN+3")
                                .build()),
                "spec.containers[0].lifecycle.stopSignal SIGRTMIN+3 has no name that every shell knows");
    }

    @Test
    void withoutPrivateMountsOnlyTheServiceAccountTokenMayBeMounted() {
        Consumer<PodSpec> token = spec -> {
            volume(spec, "kube-api-access-x").setProjected(new ProjectedVolumeSource());
            mount(spec, "kube-api-access-x", "/var/run/secrets/kubernetes.io/serviceaccount");
        };
        Consumer<PodSpec> data = spec -> {
            volume(spec, "data").setEmptyDir(new EmptyDirVolumeSource());
            mount(spec, "data", "/data");
        };
        assertThatCode(() -> check(token, false, false)).doesNotThrowAnyException();
        assertThatCode(() -> check(data, true, false)).doesNotThrowAnyException();
        assertThatCode(() -> check(data, false, true)).doesNotThrowAnyException();
        assertThatThrownBy(() -> check(data, false, false))
                .hasMessageContaining("spec.containers[0].volumeMounts[0].mountPath needs private mounts");
    }

    @Test
    void aPathThatLeadsOutOfItsVolumeIsInvalid() {
        Consumer<PodSpec> spec = changed -> {
            volume(changed, "data").setEmptyDir(new EmptyDirVolumeSource());
            mount(changed, "data", "/data").setSubPath("../../../etc");
        };
        assertThatThrownBy(() -> check(spec, true, false))
                .isInstanceOfSatisfying(
                        ProviderException.class,
                        exception -> assertThat(exception.kind()).isEqualTo(Kind.INVALID_POD))
                .hasMessageContaining("spec.containers[0].volumeMounts[0].subPath");
    }

    @Test
    void aWordThatNoHostTakesIsInvalidBeforeAnythingIsStarted() {
        var pod = PodsForTests.running("x".repeat(200_000));
        assertThatThrownBy(() -> new ProcessCheck(pod, true, false).run())
                .hasMessageContaining("spec.containers[0].command is 200000 bytes long");
    }

    @Test
    void aVolumeThatNobodyHoldsHereIsRefusedByItsType() {
        refused(
                spec -> volume(spec, "share").setNfs(new NFSVolumeSource("/exports", false, "192.0.2.1")),
                "spec.volumes[0].nfs of volume \"share\"");
        refused(
                spec -> volume(spec, "data").setPersistentVolumeClaim(new PersistentVolumeClaimVolumeSource()),
                "spec.volumes[0].persistentVolumeClaim of volume \"data\"");
        refused(spec -> volume(spec, "new").setAdditionalProperty("quantum", Map.of()), "spec.volumes[0].quantum");
    }

    @Test
    void aHostNameOfItsOwnIsRefusedToAPlainProcess() {
        accepted(spec -> spec.setSetHostnameAsFQDN(true));
        refused(
                spec -> {
                    spec.setSetHostnameAsFQDN(true);
                    spec.setSubdomain("sub");
                },
                "spec.setHostnameAsFQDN would need a host name of its own");
    }

    private static void refused(Consumer<PodSpec> change, String field) {
        assertThatThrownBy(() -> check(change, true, false))
                .isInstanceOfSatisfying(
                        ProviderException.class,
                        exception -> assertThat(exception.kind()).isEqualTo(Kind.UNSUPPORTED))
                .hasMessageContaining(field);
    }

    private static void accepted(Consumer<PodSpec> change) {
        assertThatCode(() -> check(change, true, false)).doesNotThrowAnyException();
    }

    private static void check(Consumer<PodSpec> change, boolean mounts, boolean environment) throws ProviderException {
        var pod = PodsForTests.running("true");
        change.accept(pod.pod().getSpec());
        new ProcessCheck(pod, mounts, environment).run();
    }

    private static Container main(PodSpec spec) {
        return spec.getContainers().get(0);
    }

    private static SecurityContext security(PodSpec spec) {
        main(spec).setSecurityContext(new SecurityContext());
        return main(spec).getSecurityContext();
    }

    private static Volume volume(PodSpec spec, String name) {
        Volume volume = new Volume();
        volume.setName(name);
        spec.getVolumes().add(volume);
        return volume;
    }

    private static VolumeMount mount(PodSpec spec, String name, String path) {
        VolumeMount mount = new VolumeMount();
        mount.setName(name);
        mount.setMountPath(path);
        main(spec).getVolumeMounts().add(mount);
        return mount;
    }
}
