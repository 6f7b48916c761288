// SPDX-License-Identifier: Apache-2.0
package io.outrigger.provider.ssh;

import static io.outrigger.provider.ssh.PodmanSite.end;
import static io.outrigger.provider.ssh.PodmanSite.log;
import static io.outrigger.provider.ssh.PodmanSite.main;
import static io.outrigger.provider.ssh.PodmanSite.pod;
import static io.outrigger.provider.ssh.PodmanSite.printed;
import static io.outrigger.provider.ssh.PodmanSite.run;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import io.fabric8.kubernetes.api.model.CapabilitiesBuilder;
import io.fabric8.kubernetes.api.model.EmptyDirVolumeSource;
import io.fabric8.kubernetes.api.model.HostAlias;
import io.fabric8.kubernetes.api.model.LifecycleBuilder;
import io.fabric8.kubernetes.api.model.PodDNSConfigBuilder;
import io.fabric8.kubernetes.api.model.PodSecurityContextBuilder;
import io.fabric8.kubernetes.api.model.SecurityContextBuilder;
import io.fabric8.kubernetes.api.model.VolumeMountBuilder;
import io.outrigger.fixtures.NeedsPodman;
import io.outrigger.spi.ContainerState;
import io.outrigger.spi.ContainerStreams;
import io.outrigger.spi.LateValue;
import io.outrigger.spi.ProviderException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the fields of a pod mean in a container of podman, seen from inside. */
@NeedsPodman
@Tag("engine")
final class PodmanFieldsIT {

    @TempDir
    Path directory;

    private SiteHarness harness() throws Exception {
        return PodmanSite.open(directory.resolve("state"), "/bin/sh");
    }

    @Test
    void variablesArriveAsTheyAreWhateverTheyHold() throws Exception {
        Map<String, String> variables = new LinkedHashMap<>();
        variables.put("PLAIN", "value");
        variables.put("LINES", "first\nsecond");
        variables.put("QUOTES", "'single' \"double\" `back` $(no) $PLAIN \\");
        variables.put("BLANKS", "  around  ");
        variables.put("EMPTY", "");
        variables.put("HASH", "#no comment");
        variables.put("ADDRESS", LateValue.POD_IP.placeholder());
        try (SiteHarness harness = harness()) {
            PodsForTests pod = pod(PodsForTests.never(
                            "printf '%s|' \"$PLAIN\" \"$LINES\" \"$QUOTES\" \"$BLANKS\" \"$EMPTY\" \"$HASH\" \"$ADDRESS\""
                                    + "; hostname -i")
                    .environment("main", variables));
            assertThat(printed(harness, pod))
                    .startsWith(
                            "value|first\nsecond|'single' \"double\" `back` $(no) $PLAIN \\|  around  ||#no comment|"
                                    + "10.231.");
            assertThat(harness.podDirectory(pod.ref).resolve("containers/main/environment"))
                    .doesNotExist();
        }
    }

    @Test
    void hostileWordsArriveAsTheyAre() throws Exception {
        List<String> words = List.of(
                "$(touch /pwned)",
                "`touch /pwned`",
                "'; touch /pwned; '",
                "\"; touch /pwned; \"",
                "line\nbreak",
                "--privileged",
                "${IFS}",
                "*",
                "a=b",
                "[\"list\"]",
                "é\u20ac\ud83d\ude00",
                "",
                " ");
        List<String> command = new ArrayList<>(List.of("printf", "%s|"));
        command.addAll(words);
        try (SiteHarness harness = harness()) {
            PodsForTests pod =
                    pod(new PodsForTests("Never").container("main", Map.of(), command.toArray(String[]::new)));
            assertThat(printed(harness, pod)).isEqualTo(String.join("|", words) + "|\n");
        }
    }

    @Test
    void theUserItsGroupsAndItsRightsAreThoseOfTheSecurityContext() throws Exception {
        try (SiteHarness harness = harness()) {
            PodsForTests pod =
                    pod(PodsForTests.never("id -u; id -g; id -G; grep -E '^(CapEff|NoNewPrivs)' /proc/self/status;"
                            + " touch /file || echo read-only; stat -c %g /scratch"));
            pod.volume("scratch", volume -> volume.setEmptyDir(new EmptyDirVolumeSource()));
            pod.with(each -> each.getSpec()
                    .setSecurityContext(new PodSecurityContextBuilder()
                            .withRunAsUser(1234L)
                            .withFsGroup(77L)
                            .withSupplementalGroups(88L)
                            .build()));
            main(pod, container -> {
                container.setVolumeMounts(List.of(new VolumeMountBuilder()
                        .withName("scratch")
                        .withMountPath("/scratch")
                        .build()));
                container.setSecurityContext(new SecurityContextBuilder()
                        .withRunAsGroup(4321L)
                        .withRunAsNonRoot(true)
                        .withReadOnlyRootFilesystem(true)
                        .withAllowPrivilegeEscalation(false)
                        .withCapabilities(
                                new CapabilitiesBuilder().withDrop("ALL").build())
                        .build());
            });
            assertThat(printed(harness, pod))
                    .startsWith("1234\n4321\n4321 ")
                    .containsPattern("4321 (77 88|88 77)\n")
                    .contains("CapEff:\t0000000000000000\n", "NoNewPrivs:\t1\n", "read-only\n")
                    .endsWith("77\n");
        }
    }

    @Test
    void hostsAndResolverAndHostNameAreThePodsOwn() throws Exception {
        try (SiteHarness harness = harness()) {
            PodsForTests pod = pod(PodsForTests.never("hostname; cat /etc/hosts /etc/resolv.conf"));
            pod.with(each -> {
                each.getSpec().setHostname("front");
                each.getSpec().setSubdomain("shop");
                each.getSpec().setHostAliases(List.of(new HostAlias(List.of("db", "db.local"), "192.0.2.7")));
                each.getSpec().setDnsPolicy("None");
                each.getSpec()
                        .setDnsConfig(new PodDNSConfigBuilder()
                                .withNameservers("192.0.2.53")
                                .withSearches("shop.example")
                                .addNewOption("ndots", "3")
                                .build());
            });
            assertThat(printed(harness, pod))
                    .startsWith("front\n# Kubernetes-managed hosts file.\n127.0.0.1\tlocalhost\n")
                    .containsPattern("10\\.231\\.\\d+\\.\\d+\tfront\\.shop\\.default\\.svc\\.cluster\\.local\tfront\n")
                    .contains("# Entries added by HostAliases.\n192.0.2.7\tdb\tdb.local\n")
                    .contains("nameserver 192.0.2.53\n", "search shop.example\n", "options ndots:3\n");
        }
    }

    @Test
    void containersOfAPodShareTheirNetworkAndAskedForTheirProcesses() throws Exception {
        try (SiteHarness harness = harness()) {
            PodsForTests pod = pod(PodsForTests.always("exec sleep 1000")
                    .container("server", Map.of(), "nc", "-ll", "-p", "7777", "-e", "echo", "hello"));
            pod.with(each -> each.getSpec().setShareProcessNamespace(true));
            run(harness, pod);
            SiteHarness.eventually(() -> assertThat(
                            Commands.run(harness.site(), pod.ref, null, "sh", "-c", "nc 127.0.0.1 7777; ps | grep [n]c")
                                    .output())
                    .contains("hello", "nc -ll"));
            try (var connection = harness.site().portForward().orElseThrow().connect(pod.ref, 7777)) {
                assertThat(new String(connection.input().readAllBytes(), StandardCharsets.UTF_8))
                        .isEqualTo("hello\n");
            }
        }
    }

    @Test
    void aContainerIsNotRunUnconfinedWhereItWantsAProfile() throws Exception {
        assumeFalse(Files.exists(Path.of("/sys/module/apparmor/parameters/enabled")), "SKIPPED: AppArmor is there");
        try (SiteHarness harness = harness()) {
            PodsForTests pod = main(
                    pod(PodsForTests.always("exec sleep 1000")),
                    container -> container.setSecurityContext(new SecurityContextBuilder()
                            .withNewAppArmorProfile(null, "RuntimeDefault")
                            .build()));
            harness.site().apply(pod.build());
            SiteHarness.eventually(() -> assertThat(
                            harness.container(pod.ref, "main").state())
                    .isInstanceOfSatisfying(ContainerState.Waiting.class, waiting -> {
                        assertThat(waiting.reason()).isEqualTo("CreateContainerError");
                        assertThat(waiting.message()).contains("AppArmor is not enabled on the host");
                    }));
        }
    }

    @Test
    void aPodMaySeeTheHostsOwnNamespacesAsOneThatDebugsANodeDoes() throws Exception {
        try (SiteHarness harness = harness()) {
            PodsForTests pod = pod(PodsForTests.never("for each in ipc net pid; do readlink /proc/self/ns/$each; done"))
                    .with(each -> {
                        each.getSpec().setHostIPC(true);
                        each.getSpec().setHostNetwork(true);
                        each.getSpec().setHostPID(true);
                    });
            harness.site().apply(pod.build());
            assertThat(end(harness, pod.ref).exitCode()).isZero();
            for (String own : List.of("ipc", "net", "pid")) {
                assertThat(log(harness, pod.ref))
                        .contains(Files.readSymbolicLink(Path.of("/proc/self/ns", own))
                                .toString());
            }
        }
    }

    @Test
    void systemSettingsAndFiltersOfCallsAreThoseOfThePod() throws Exception {
        try (SiteHarness harness = harness()) {
            PodsForTests pod = pod(
                    PodsForTests.never("cat /proc/sys/net/ipv4/ip_local_port_range; grep ^Seccomp: /proc/self/status")
                            .container("open", Map.of(), "grep", "^Seccomp:", "/proc/self/status"));
            pod.with(each -> {
                each.getSpec()
                        .setSecurityContext(new PodSecurityContextBuilder()
                                .addNewSysctl("net.ipv4.ip_local_port_range", "2000 3000")
                                .withNewSeccompProfile(null, "RuntimeDefault")
                                .build());
                each.getSpec()
                        .getContainers()
                        .get(1)
                        .setSecurityContext(new SecurityContextBuilder()
                                .withNewSeccompProfile(null, "Unconfined")
                                .build());
            });
            assertThat(printed(harness, pod)).isEqualTo("2000\t3000\nSeccomp:\t2\n");
            assertThat(end(harness, pod.ref, "open").exitCode()).isZero();
            assertThat(log(harness, pod.ref, "open")).isEqualTo("Seccomp:\t0\n");
        }
    }

    @Test
    void theSignalThatAsksToEndMayBeOneThatNoShellKnows() throws Exception {
        try (SiteHarness harness = harness()) {
            // The shell in the image knows it by its number only.
            PodsForTests pod = pod(PodsForTests.never("trap 'exit 6' 37; echo begun; while :; do sleep 0.1; done"));
            main(
                    pod,
                    container -> container.setLifecycle(
                            new LifecycleBuilder().withStopSignal("SIGRTMIN+3").build()));
            run(harness, pod);
            SiteHarness.eventually(() -> assertThat(log(harness, pod.ref)).isEqualTo("begun\n"));
            harness.site().delete(pod.ref, Duration.ofSeconds(15));
            assertThat(end(harness, pod.ref).exitCode()).isEqualTo(6);
        }
    }

    @Test
    void whatACommandUsesIsItsContainersUsage() throws Exception {
        try (SiteHarness harness = harness()) {
            PodsForTests pod = pod(PodsForTests.always("exec sleep 1000"));
            run(harness, pod);
            assertThat(memory(harness, pod)).isBetween(1L, 8L << 20);
            Commands.Running command = new Commands.Running(
                    harness.site(),
                    pod.ref,
                    new ContainerStreams(null, OutputStream.nullOutputStream(), OutputStream.nullOutputStream(), null),
                    "sh",
                    "-c",
                    "x=$(head -c 120000000 /dev/zero | tr '\\0' x); sleep 1000");
            SiteHarness.eventually(() -> assertThat(memory(harness, pod)).isGreaterThan(110_000_000L));
            command.interrupt();
            assertThat(command.failure()).isInstanceOf(InterruptedException.class);
            SiteHarness.eventually(() -> assertThat(memory(harness, pod)).isLessThan(8L << 20));
        }
    }

    private static long memory(SiteHarness harness, PodsForTests pod) throws Exception {
        return harness.site().stats().orElseThrow().read().pods().stream()
                .filter(usage -> usage.pod().equals(pod.ref))
                .mapToLong(usage -> usage.containers().get("main").memoryBytes())
                .sum();
    }

    @Test
    void whatAnEngineCannotDoIsRefusedByName() throws Exception {
        try (SiteHarness harness = harness()) {
            PodsForTests pod = pod(PodsForTests.never("true"))
                    .volume("disk", volume -> volume.setEmptyDir(new EmptyDirVolumeSource("HugePages", null)));
            assertThatThrownBy(() -> harness.site().apply(pod.build()))
                    .isInstanceOfSatisfying(
                            ProviderException.class,
                            exception -> assertThat(exception.kind()).isEqualTo(ProviderException.Kind.UNSUPPORTED))
                    .hasMessageContaining("spec.volumes[0].emptyDir.medium")
                    .hasMessageContaining("this site runs containers by podman");
        }
    }

    @Test
    void theNodeTellsItsEngine() throws Exception {
        try (SiteHarness harness = harness()) {
            assertThat(harness.site().node().facts().containerRuntimeVersion())
                    .matches("podman://\\d+\\.\\d+\\.\\d+.*");
        }
    }
}
