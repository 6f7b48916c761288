// SPDX-License-Identifier: Apache-2.0
package io.outrigger.provider.ssh;

import static io.outrigger.provider.ssh.PodmanSite.pod;
import static io.outrigger.provider.ssh.PodmanSite.printed;
import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.HostAlias;
import io.fabric8.kubernetes.api.model.HostPathVolumeSource;
import io.fabric8.kubernetes.api.model.PodDNSConfigBuilder;
import io.fabric8.kubernetes.api.model.PodSecurityContextBuilder;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.VolumeMountBuilder;
import io.outrigger.fixtures.NeedsPodman;
import io.outrigger.fixtures.Podman;
import io.outrigger.spi.ContainerEvent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How a pod is called and whom it asks for names, seen from inside a container of podman. */
@NeedsPodman
@Tag("engine")
final class PodmanNamesIT {

    @TempDir
    Path directory;

    private SiteHarness harness() throws Exception {
        return new SiteHarness(
                directory.resolve("state"),
                Map.of(
                        "shell",
                        "/bin/sh",
                        "runtime",
                        "podman",
                        "engine",
                        Podman.get().program().toString(),
                        "clusterDNS",
                        List.of("10.96.0.10"),
                        "clusterDomain",
                        "plant.example"));
    }

    private static PodsForTests printing(String script, Consumer<PodSpec> change) {
        return pod(PodsForTests.never(script)).with(each -> change.accept(each.getSpec()));
    }

    @Test
    void theHostNameIsTheFullOneIfThePodWantsThat() throws Exception {
        try (SiteHarness harness = harness()) {
            PodsForTests pod = printing("hostname; uname -n; echo \"$HOSTNAME\"; hostname -i | cut -c 1-4", spec -> {
                spec.setSubdomain("shop");
                spec.setSetHostnameAsFQDN(true);
            });
            assertThat(printed(harness, pod)).isEqualTo("web.shop.default.svc.plant.example\n".repeat(3) + "10.2\n");
        }
    }

    @Test
    void aPodAsksTheClusterFirst() throws Exception {
        try (SiteHarness harness = harness()) {
            PodsForTests pod = printing("id -u; cat /etc/resolv.conf", spec -> {});
            pod.with(each -> each.getSpec()
                    .setSecurityContext(
                            new PodSecurityContextBuilder().withRunAsUser(1234L).build()));
            assertThat(printed(harness, pod))
                    .startsWith("1234\nsearch default.svc.plant.example svc.plant.example plant.example")
                    .endsWith("\nnameserver 10.96.0.10\noptions ndots:5\n");
            assertThat(harness.warnings()).isEmpty();
        }
    }

    @Test
    void onTheHostsNetworkNamesAndSettingsAreStillThePods() throws Exception {
        try (SiteHarness harness = harness()) {
            PodsForTests pod = printing(
                    "cat /etc/hosts /etc/resolv.conf /proc/sys/kernel/shm_rmid_forced", PodmanNamesIT::onTheHost);
            assertThat(printed(harness, pod))
                    .isEqualTo("# Kubernetes-managed hosts file (host network).\n"
                            + Files.readString(Path.of("/etc/hosts"))
                            + "\n# Entries added by HostAliases.\n192.0.2.7\tdb\tdb.local\n"
                            + "search shop.example\nnameserver 192.0.2.53\noptions ndots:3\n1\n");
            assertThat(Files.readString(Path.of("/proc/sys/kernel/shm_rmid_forced"))
                            .strip())
                    .isEqualTo("0");
        }
    }

    private static void onTheHost(PodSpec spec) {
        spec.setHostNetwork(true);
        spec.setDnsPolicy("None");
        spec.setDnsConfig(new PodDNSConfigBuilder()
                .withNameservers("192.0.2.53")
                .withSearches("shop.example")
                .addNewOption("ndots", "3")
                .build());
        spec.setHostAliases(List.of(new HostAlias(List.of("db", "db.local"), "192.0.2.7")));
        spec.setSecurityContext(new PodSecurityContextBuilder()
                .addNewSysctl("kernel.shm_rmid_forced", "1")
                .build());
    }

    @Test
    void whatIsLeftOutAndWhatIsMissingIsTold() throws Exception {
        try (SiteHarness harness = harness()) {
            PodsForTests pod = printing(
                    "cat /etc/resolv.conf",
                    spec -> spec.setDnsConfig(new PodDNSConfigBuilder()
                            .withNameservers("192.0.2.1", "192.0.2.2", "192.0.2.3")
                            .build()));
            assertThat(printed(harness, pod))
                    .contains("nameserver 10.96.0.10\nnameserver 192.0.2.1\nnameserver 192.0.2.2\noptions");
            harness.site().list();
            assertThat(harness.warnings())
                    .containsExactly(new ContainerEvent(
                            "",
                            ContainerEvent.Severity.WARNING,
                            "DNSConfigForming",
                            "Nameserver limits were exceeded, some nameservers have been omitted, the applied nameserver"
                                    + " line is: 10.96.0.10 192.0.2.1 192.0.2.2"));
        }
        try (SiteHarness harness = PodmanSite.open(directory.resolve("other"), "/bin/sh")) {
            assertThat(printed(harness, pod(PodsForTests.never("cat /etc/resolv.conf"))))
                    .doesNotContain("10.96.0.10");
            assertThat(harness.warnings()).extracting(ContainerEvent::reason).containsExactly("MissingClusterDNS");
        }
    }

    @Test
    void aFileOfThePodsOwnStandsInPlaceOfEither() throws Exception {
        Path file = Files.writeString(directory.resolve("own"), "nameserver 192.0.2.99\n");
        try (SiteHarness harness = harness()) {
            PodsForTests pod = printing("cat /etc/resolv.conf", spec -> {})
                    .volume("own", volume -> volume.setHostPath(new HostPathVolumeSource(file.toString(), "File")));
            PodmanSite.main(
                    pod,
                    container -> container.setVolumeMounts(List.of(new VolumeMountBuilder()
                            .withName("own")
                            .withMountPath("/etc/resolv.conf")
                            .build())));
            assertThat(printed(harness, pod)).isEqualTo("nameserver 192.0.2.99\n");
        }
    }
}
