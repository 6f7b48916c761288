// SPDX-License-Identifier: Apache-2.0
package io.outrigger.provider.ssh.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.api.model.HostAlias;
import io.fabric8.kubernetes.api.model.PodDNSConfigBuilder;
import io.fabric8.kubernetes.api.model.PodSecurityContextBuilder;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.outrigger.provider.ssh.ShellsForTests;
import io.outrigger.provider.ssh.host.HostAbilities;
import io.outrigger.provider.ssh.host.HostRuntime;
import io.outrigger.spi.ProviderException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the containers of a pod share: their name, their file of hosts and the settings of the kernel. */
final class SandboxScriptTest {

    private static final ClusterNames CLUSTER = new ClusterNames(List.of(), "plant.example");

    private static final HostAbilities ROOT =
            new HostAbilities(true, true, 0, new HostRuntime("podman", "4.3.1"), List.of("192.0.2.1"));

    @TempDir
    Path directory;

    @Test
    void theHostNameIsTheFullOneIfThePodWantsThat() throws Exception {
        assertThat(hostname(spec -> {})).isEqualTo("web");
        assertThat(hostname(spec -> spec.setSetHostnameAsFQDN(true))).isEqualTo("web");
        Consumer<PodSpec> named = spec -> {
            spec.setHostname("front");
            spec.setSubdomain("sub");
        };
        assertThat(hostname(named)).isEqualTo("front");
        assertThat(hostname(named.andThen(spec -> spec.setSetHostnameAsFQDN(true))))
                .isEqualTo("front.sub.shop.svc.plant.example");
        assertThat(hostname(named.andThen(spec -> spec.setHostnameOverride("db.example"))))
                .isEqualTo("db.example");
    }

    @Test
    void aNameThatTheKernelCannotHoldIsRefusedByItsField() {
        Consumer<PodSpec> named = spec -> {
            spec.setHostname("a".repeat(63));
            spec.setSubdomain("sub");
        };
        assertThatCode(() -> check(named)).doesNotThrowAnyException();
        Consumer<PodSpec> full = named.andThen(spec -> spec.setSetHostnameAsFQDN(true));
        refused(full)
                .hasMessageContaining("spec.setHostnameAsFQDN failed to construct FQDN from pod hostname and cluster"
                        + " domain, FQDN " + "a".repeat(63) + ".sub.shop.svc.plant.example is too long (64 characters"
                        + " is the max, 90 characters requested)");
        assertThatCode(() -> check(full.andThen(spec -> spec.setHostNetwork(true))))
                .doesNotThrowAnyException();
    }

    @Test
    void namesThatAreNotOneWordAreRefusedByTheirField() {
        refused(spec -> spec.setDnsConfig(new PodDNSConfigBuilder()
                        .withNameservers("9.9.9.9 8.8.8.8")
                        .build()))
                .hasMessageContaining("spec.dnsConfig.nameservers holds \"9.9.9.9 8.8.8.8\"");
        refused(spec -> spec.setDnsConfig(
                        new PodDNSConfigBuilder().withSearches("a\nnameserver").build()))
                .hasMessageContaining("spec.dnsConfig.searches");
        refused(spec -> spec.setDnsConfig(new PodDNSConfigBuilder()
                        .addNewOption("ndots", "5 rotate")
                        .build()))
                .hasMessageContaining("spec.dnsConfig.options");
    }

    @Test
    void onTheHostsNetworkSettingsOfTheNetworkAreRefusedAndOthersAreGiven() throws Exception {
        Consumer<PodSpec> shared = spec -> spec.setHostNetwork(true);
        refused(shared.andThen(sysctl("net.ipv4.tcp_syncookies", "1")))
                .hasMessageContaining("spec.securityContext.sysctls \"net.ipv4.tcp_syncookies\"");
        Consumer<PodSpec> memory = shared.andThen(sysctl("kernel.shm_rmid_forced", "1"));
        check(memory);
        SandboxRun run = new SandboxRun(directory);
        run.create("/bin/sh", SandboxRun.pod(memory), CLUSTER);
        assertThat(run.words())
                .containsSequence("--network", "host")
                .containsSequence("--sysctl", "kernel.shm_rmid_forced=1");
    }

    @Test
    void onTheHostsNetworkTheHostsFileOfHostsIsAddedTo() throws Exception {
        Consumer<PodSpec> shared = spec -> {
            spec.setHostNetwork(true);
            spec.setHostAliases(List.of(new HostAlias(List.of("db", "db.local"), "192.0.2.7")));
        };
        for (String shell : ShellsForTests.all()) {
            SandboxRun run = new SandboxRun(directory).hostFile("etc/hosts", "127.0.0.1 localhost %s \\n $(x)\n");
            assertThat(run.hosts(shell, SandboxRun.pod(shared), CLUSTER)).isEqualTo("""
                            # Kubernetes-managed hosts file (host network).
                            127.0.0.1 localhost %s \\n $(x)

                            # Entries added by HostAliases.
                            192.0.2.7\tdb\tdb.local
                            """);
            Files.delete(run.host.resolve("etc/hosts"));
            assertThat(run.hosts(shell, SandboxRun.pod(spec -> spec.setHostNetwork(true)), CLUSTER))
                    .isEqualTo("# Kubernetes-managed hosts file (host network).\n");
        }
    }

    @Test
    void inItsOwnNetworkAPodKnowsItself() throws Exception {
        Consumer<PodSpec> named = spec -> spec.setSubdomain("sub");
        assertThat(new SandboxRun(directory).hosts("/bin/sh", SandboxRun.pod(named), CLUSTER))
                .startsWith("# Kubernetes-managed hosts file.\n127.0.0.1\tlocalhost\n")
                .endsWith("\n192.0.2.9\tweb.sub.shop.svc.plant.example\tweb\n");
    }

    private String hostname(Consumer<PodSpec> change) throws Exception {
        SandboxRun run = new SandboxRun(directory);
        run.create("/bin/sh", SandboxRun.pod(change), CLUSTER);
        List<String> words = run.words();
        return words.get(words.indexOf("--hostname") + 1);
    }

    private static Consumer<PodSpec> sysctl(String name, String value) {
        return spec -> spec.setSecurityContext(
                new PodSecurityContextBuilder().addNewSysctl(name, value).build());
    }

    private static AbstractThrowableAssert<?, ?> refused(Consumer<PodSpec> change) {
        return assertThatThrownBy(() -> check(change)).isInstanceOf(ProviderException.class);
    }

    private static void check(Consumer<PodSpec> change) throws ProviderException {
        new EngineCheck(SandboxRun.pod(change), Engine.PODMAN, ROOT, CLUSTER).run();
    }
}
