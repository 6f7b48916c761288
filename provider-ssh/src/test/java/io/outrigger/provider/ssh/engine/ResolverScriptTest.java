// SPDX-License-Identifier: Apache-2.0
package io.outrigger.provider.ssh.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.PodDNSConfigBuilder;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.outrigger.provider.ssh.ShellsForTests;
import io.outrigger.spi.ContainerEvent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whom a pod asks for names, by its DNS policy and its settings. */
final class ResolverScriptTest {

    private static final ClusterNames CLUSTER = new ClusterNames(List.of("10.96.0.10"), "cluster.local");
    private static final ClusterNames UNKNOWN = new ClusterNames(List.of(), "cluster.local");

    private static final String HOST = """
            # from the router
            nameserver 192.0.2.1 # first
            search old.example
            options timeout:1
            domain ignored.example
              nameserver\t192.0.2.2
            options timeout:3 edns0
            search plant.example. example .
            """;

    @TempDir
    Path directory;

    @Test
    void aPodThatWantsTheHostsNamesLeavesThemToTheEngine() throws Exception {
        assertThat(resolver(HOST, UNKNOWN, policy("Default"))).isEmpty();
        assertThat(resolver(HOST, CLUSTER, policy("Default"))).isEmpty();
        assertThat(resolver(HOST, UNKNOWN, policy("ClusterFirst"))).isEmpty();
        assertThat(resolver(HOST, CLUSTER, policy("ClusterFirst").andThen(spec -> spec.setHostNetwork(true))))
                .isEmpty();
    }

    @Test
    void theClustersServersComeWithItsDomainsBeforeThoseOfTheHost() throws Exception {
        String expected = """
                search shop.svc.cluster.local svc.cluster.local cluster.local plant.example example
                nameserver 10.96.0.10
                options ndots:5
                """;
        assertThat(resolver(HOST, CLUSTER, policy("ClusterFirst"))).isEqualTo(expected);
        assertThat(resolver(HOST, CLUSTER, spec -> {})).isEqualTo(expected);
        assertThat(resolver(
                        HOST, CLUSTER, policy("ClusterFirstWithHostNet").andThen(spec -> spec.setHostNetwork(true))))
                .isEqualTo(expected);
    }

    @Test
    void whatThePodAddsComesLastAndReplacesOptionsOfTheSameName() throws Exception {
        Consumer<PodSpec> added = spec -> spec.setDnsConfig(new PodDNSConfigBuilder()
                .withNameservers("9.9.9.9", "192.0.2.2")
                .withSearches("example", "shop.example")
                .addNewOption("timeout", "7")
                .addNewOption("rotate", null)
                .build());
        assertThat(resolver(HOST, UNKNOWN, policy("Default").andThen(added))).isEqualTo("""
                        search plant.example example shop.example
                        nameserver 192.0.2.1
                        nameserver 192.0.2.2
                        nameserver 9.9.9.9
                        options edns0 timeout:7 rotate
                        """);
        assertThat(resolver(HOST, UNKNOWN, policy("None").andThen(added))).isEqualTo("""
                        search example shop.example
                        nameserver 9.9.9.9
                        nameserver 192.0.2.2
                        options timeout:7 rotate
                        """);
        assertThat(resolver(HOST, CLUSTER, policy("ClusterFirst").andThen(added)))
                .contains("nameserver 10.96.0.10\nnameserver 9.9.9.9\nnameserver 192.0.2.2\n")
                .endsWith("options ndots:5 timeout:7 rotate\n");
    }

    @Test
    void whatOnlyTheHostItselfReachesIsAskedWhomItAsks() throws Exception {
        for (String shell : ShellsForTests.all()) {
            SandboxRun run = new SandboxRun(directory)
                    .hostFile("run/systemd/resolve/stub-resolv.conf", "nameserver 127.0.0.53\nsearch stub.example\n")
                    .hostFile("run/systemd/resolve/resolv.conf", "nameserver 192.0.2.77\nsearch lan.example\n");
            Files.createSymbolicLink(
                    run.host.resolve("etc/resolv.conf"), Path.of("../run/systemd/resolve/stub-resolv.conf"));
            run.create(shell, SandboxRun.pod(withServer("9.9.9.9")), UNKNOWN);
            assertThat(run.file("resolv.conf"))
                    .isEqualTo("search lan.example\nnameserver 192.0.2.77\nnameserver 9.9.9.9\n");
        }
    }

    @Test
    void theHostsFileMayBeMissingOrAPipeOrADirectoryOrALinkThatLeadsNowhere() throws Exception {
        for (String shell : ShellsForTests.all()) {
            for (String weather : List.of("missing", "pipe", "directory", "link")) {
                SandboxRun run = new SandboxRun(directory);
                Path file = run.host.resolve("etc/resolv.conf");
                switch (weather) {
                    case "pipe" ->
                        assertThat(new ProcessBuilder("mkfifo", file.toString())
                                        .start()
                                        .waitFor())
                                .isZero();
                    case "directory" -> Files.createDirectory(file);
                    case "link" -> Files.createSymbolicLink(file, Path.of("nowhere"));
                    default -> assertThat(file).doesNotExist();
                }
                run.create(shell, SandboxRun.pod(withServer("9.9.9.9")), UNKNOWN);
                assertThat(run.file("resolv.conf")).as(weather).isEqualTo("nameserver 9.9.9.9\n");
            }
        }
    }

    @Test
    void aHugeFileOfTheHostIsReadAtItsBeginningOnly() throws Exception {
        String huge = "nameserver 192.0.2.1\n" + "# padding\n".repeat(500_000) + "nameserver 192.0.2.2\n";
        assertThat(resolver(huge, UNKNOWN, withServer("9.9.9.9")))
                .isEqualTo("nameserver 192.0.2.1\nnameserver 9.9.9.9\n");
    }

    @Test
    void whateverTheHostSaysNoShellParsesIt() throws Exception {
        String hostile = "nameserver $(touch${IFS}pwned) x\nsearch * `touch pwned` \\n %s %n '\"\nsearch a.example *\n"
                + "options -n %d\nnameserver\nsearch2 x\n\0\001\nnameserver 192.0.2.1";
        assertThat(resolver(hostile, UNKNOWN, withServer("9.9.9.9")))
                .isEqualTo("search a.example *\nnameserver $(touch${IFS}pwned)\nnameserver 192.0.2.1\n"
                        + "nameserver 9.9.9.9\noptions -n %d\n");
    }

    @Test
    void moreServersThanResolversReadAreLeftOutAndTold() throws Exception {
        Consumer<PodSpec> added = spec -> spec.setDnsConfig(
                new PodDNSConfigBuilder().withNameservers("9.9.9.9", "9.9.9.10").build());
        for (String shell : ShellsForTests.all()) {
            SandboxRun run = new SandboxRun(directory).hostFile("etc/resolv.conf", HOST);
            run.create(shell, SandboxRun.pod(added), UNKNOWN);
            assertThat(run.file("resolv.conf"))
                    .contains("nameserver 192.0.2.1\nnameserver 192.0.2.2\nnameserver 9.9.9.9\n")
                    .doesNotContain("9.9.9.10");
            assertThat(run.file("sandbox.warnings"))
                    .isEqualTo("DNSConfigForming Nameserver limits were exceeded, some nameservers have been omitted,"
                            + " the applied nameserver line is: 192.0.2.1 192.0.2.2 9.9.9.9\n");
            run.hostFile("etc/resolv.conf", "").create(shell, SandboxRun.pod(added), UNKNOWN);
            assertThat(run.has("sandbox.warnings")).isFalse();
        }
    }

    @Test
    void moreDomainsThanResolversSearchAreLeftOutAndTold() throws Exception {
        String many = domains("d", 40, 3);
        assertThat(searches("search " + many)).isEqualTo(domains("d", 32, 3)).isEqualTo(told("search " + many));
        String wide = domains("w", 20, 150);
        assertThat(searches("search " + wide)).isEqualTo(domains("w", 13, 150)).hasSizeLessThanOrEqualTo(2048);
        // As long as it may be, to the letter.
        String full = domains("f", 12, 156) + " " + "x".repeat(2048 - 12 * 157);
        assertThat(full).hasSize(2048);
        assertThat(searches("search " + full)).isEqualTo(full);
        assertThat(searches("search " + full + "x")).isEqualTo(domains("f", 12, 156));
        assertThat(searches("search a.example " + "y".repeat(254) + " b.example"))
                .isEqualTo("a.example b.example");
    }

    @Test
    void aPodIsToldThatTheClustersServersAreNotKnown() {
        assertThat(new ResolverScript(SandboxRun.pod(policy("ClusterFirst")), UNKNOWN).warning())
                .contains(new ContainerEvent(
                        "",
                        ContainerEvent.Severity.WARNING,
                        "MissingClusterDNS",
                        "pod: \"web_shop(uid-1)\". kubelet does not have ClusterDNS IP configured and cannot create Pod"
                                + " using \"ClusterFirst\" policy. Falling back to \"Default\" policy."));
        assertThat(new ResolverScript(SandboxRun.pod(policy("ClusterFirst")), CLUSTER).warning())
                .isEmpty();
        assertThat(new ResolverScript(SandboxRun.pod(policy("Default")), UNKNOWN).warning())
                .isEmpty();
        Consumer<PodSpec> shared = policy("ClusterFirst").andThen(spec -> spec.setHostNetwork(true));
        assertThat(new ResolverScript(SandboxRun.pod(shared), UNKNOWN).warning())
                .isEmpty();
    }

    private String resolver(String host, ClusterNames cluster, Consumer<PodSpec> change) throws Exception {
        String same = null;
        for (String shell : ShellsForTests.all()) {
            SandboxRun run = new SandboxRun(directory).hostFile("etc/resolv.conf", host);
            run.create(shell, SandboxRun.pod(change), cluster);
            assertThat(run.has("sandbox.warnings")).isFalse();
            assertThat(run.has("pwned")).isFalse();
            String text = run.file("resolv.conf");
            assertThat(same == null || same.equals(text)).as(shell).isTrue();
            same = text;
        }
        return String.valueOf(same);
    }

    private String searches(String host) throws Exception {
        return search(host, false);
    }

    private String told(String host) throws Exception {
        return search(host, true);
    }

    private String search(String host, boolean told) throws Exception {
        SandboxRun run = new SandboxRun(directory).hostFile("etc/resolv.conf", host + "\n");
        run.create("/bin/sh", SandboxRun.pod(withServer("9.9.9.9")), UNKNOWN);
        String words = told
                ? "DNSConfigForming Search Line limits were exceeded, some search paths have been omitted, the applied"
                        + " search line is: "
                : "search ";
        return run.file(told ? "sandbox.warnings" : "resolv.conf")
                .lines()
                .filter(line -> line.startsWith(words))
                .map(line -> line.substring(words.length()))
                .collect(Collectors.joining());
    }

    private static String domains(String letter, int count, int length) {
        return IntStream.range(0, count)
                .mapToObj(index -> letter.repeat(length - 2) + (10 + index))
                .collect(Collectors.joining(" "));
    }

    private static Consumer<PodSpec> policy(String policy) {
        return spec -> spec.setDnsPolicy(policy);
    }

    private static Consumer<PodSpec> withServer(String address) {
        return spec -> spec.setDnsConfig(
                new PodDNSConfigBuilder().withNameservers(address).build());
    }
}
