// SPDX-License-Identifier: Apache-2.0
package io.outrigger.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.outrigger.controlplane.ControlPlane;
import io.outrigger.fixtures.Account;
import io.outrigger.fixtures.NeedsOpenSsh;
import io.outrigger.fixtures.SmallDisk;
import io.outrigger.fixtures.TcpProxy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Twenty hosts by SSH in one program, each with an account, a server and a directory of its own. */
@EndToEnd
@NeedsOpenSsh
class FleetWeatherEndToEndTest {

    private static final String NAME = "fleet";
    private static final String SILENT = "fleet-silent";
    private static final String FROZEN = "fleet-frozen";
    private static final String STUCK = "fleet-stuck";
    private static final String REFUSING = "fleet-refusing";
    private static final String FULL = "fleet-full";
    private static final List<String> FAIR = Stream.concat(
                    Stream.of(NAME), IntStream.range(1, 15).mapToObj(number -> NAME + "-" + number))
            .toList();
    private static final List<String> HANGING = List.of(SILENT, FROZEN, STUCK);

    private static final String COMMAND = "sleep 3600";

    /** What a machine that is busy with other tests may take longer than it did a moment ago. */
    private static final Duration BUSY = Duration.ofSeconds(10);

    private static final Duration LOST = Duration.ofMinutes(2);
    private static final Duration BACK = Duration.ofSeconds(60);

    /** A login shell under which every command waits while a file is there. */
    private static final String SHELL = "#!/bin/sh\nwhile [ -e %s ]; do sleep 0.2; done\nexec /bin/sh \"$@\"\n";

    @TempDir
    private static Path directory;

    private static final Map<String, SshHost> hosts = new LinkedHashMap<>();
    private static TcpProxy network;
    private static SmallDisk disk;
    private static EdgeSite site;

    @BeforeAll
    static void open(ControlPlane controlPlane) throws IOException {
        assumeTrue("root".equals(System.getProperty("user.name")), "SKIPPED: only root makes accounts and small disks");
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
        Path shell = Files.writeString(directory.resolve("shell"), SHELL.formatted(stuck()));
        Files.setPosixFilePermissions(shell, Set.of(PosixFilePermission.values()));
        Map<String, String> providers = new LinkedHashMap<>();
        FAIR.forEach(
                node -> providers.put(node, host(node, Account.unprivileged()).processes()));
        network = TcpProxy.to(host(SILENT, Account.unprivileged()).server().port());
        providers.put(SILENT, hosts.get(SILENT).processesBehind(network.port()));
        providers.put(FROZEN, host(FROZEN, Account.unprivileged()).processes());
        providers.put(STUCK, host(STUCK, Account.unprivileged(shell.toString())).processes());
        providers.put(REFUSING, host(REFUSING, Account.unprivileged()).processes());
        providers.put(FULL, host(FULL, Account.unprivileged()).processes());
        disk = SmallDisk.mount(hosts.get(FULL).state());
        site = new EdgeSite(controlPlane, NAME, providers.remove(NAME));
        site.open();
        site.openNeighbours(providers);
    }

    private static SshHost host(String node, Account account) {
        SshHost host = SshHost.of(account);
        hosts.put(node, host);
        return host;
    }

    @AfterAll
    static void close() {
        if (site != null) {
            site.close();
        }
        hosts.values().forEach(host -> HostProcesses.killBelow(host.account().home()));
        if (disk != null) {
            disk.close();
        }
        if (network != null) {
            network.close();
        }
        hosts.values().forEach(SshHost::close);
    }

    @Test
    @Timeout(500)
    void weatherThreeHostsHangOneRefusesAndOneIsFullWhileFifteenNoticeNothing() throws IOException {
        greet("first", hosts.keySet());
        rolledOut("outlook in (fair, foul)");
        Duration bound = greeted("second").multipliedBy(2).plus(BUSY);
        // What was begun on the stuck host before it got stuck may still carry out the change.
        Set<String> foul = site.uids("outlook=foul,node!=" + STUCK);
        Set<Long> processes = HostProcesses.ofPods(foul, COMMAND);
        assertThat(processes).hasSize(4);
        String readiness = readiness();

        strike();
        greet("third", HANGING);
        assertThat(greeted("third")).as("when the weather begins").isLessThan(bound);
        troublesAreTold();
        assertThat(greeted("fourth")).as("in the middle of the weather").isLessThan(bound);
        fairHostsAnswer("fourth");
        site.program().kill();
        site.program().start();
        assertThat(greeted("fifth"))
                .as("by a program that was started in this weather")
                .isLessThan(bound.plus(BUSY));
        assertThat(readiness()).as("since when nodes are ready").isEqualTo(readiness);
        assertThat(HostProcesses.ofPods(foul, COMMAND)).isEqualTo(processes);

        clearUp();
        HANGING.forEach(node -> site.awaitNodeReady(node, BACK));
        rolledOut("node in (" + String.join(",", HANGING) + ")");
        site.awaitRunning("late");
    }

    private static void troublesAreTold() {
        for (String node : HANGING) {
            awaitLost(node, "was lost|cannot be reached|does not answer|has not returned");
        }
        awaitLost(REFUSING, "refused the key of .*user_key: add its public half to");
        site.await(
                "node/" + FULL,
                LOST,
                () -> assertThat(site.field("node/" + FULL, "{.status.conditions[?(@.type=='DiskPressure')].status}"))
                        .isEqualTo("True"));
        site.apply(Manifests.pod("late", "exec sleep 3600").replace("PLACEMENT", "nodeName: " + FULL));
        site.await(
                "pod/late",
                LOST,
                () -> assertThat(site.kubectl("describe", "pod", "late").orThrow())
                        .contains("is full; free some space"));
    }

    private static void awaitLost(String node, String why) {
        site.await("node/" + node, LOST, () -> {
            assertThat(site.readiness(node)).isEqualTo("False SiteDisconnected");
            assertThat(message(node, "Ready")).containsPattern(why).endsWith("Pods keep running there.");
        });
    }

    private static String message(String node, String condition) {
        return site.field("node/" + node, "{.status.conditions[?(@.type=='" + condition + "')].message}");
    }

    private static void fairHostsAnswer(String greeting) {
        String logs = site.kubectl("logs", "-l", "outlook=fair", "--tail=-1", "--max-log-requests=20")
                .orThrow();
        assertThat(logs.lines()).hasSize(FAIR.size()).containsOnly(greeting);
        String script = FAIR.stream()
                .map(node -> "kubectl exec deployment/" + node + " -- sh -c 'echo $GREETING'\n")
                .collect(Collectors.joining());
        assertThat(site.shell(script).orThrow().lines()).hasSize(FAIR.size()).containsOnly(greeting);
    }

    private static void clearUp() throws IOException {
        network.clearUp();
        hosts.get(FROZEN).server().thaw();
        Files.delete(stuck());
        disk.clear();
    }

    private static void strike() throws IOException {
        network.fallSilent();
        hosts.get(FROZEN).server().freeze();
        Files.createFile(stuck());
        hosts.get(REFUSING).server().refuseKeys();
        hosts.get(REFUSING).server().stop();
        hosts.get(REFUSING).server().start();
        disk.fill();
    }

    private static Path stuck() {
        return directory.resolve("stuck");
    }

    /** How long it takes until the pods of all hosts in fair weather have been replaced by others. */
    private static Duration greeted(String greeting) {
        Instant begin = Instant.now();
        greet(greeting, FAIR);
        rolledOut("outlook=fair");
        return Duration.between(begin, Instant.now());
    }

    private static void rolledOut(String selector) {
        site.kubectl("rollout", "status", "deployment", "-l", selector, "--timeout=100s")
                .orThrow();
    }

    /** Changes what the pod on each of some hosts says. */
    private static void greet(String greeting, Iterable<String> nodes) {
        StringBuilder manifests = new StringBuilder();
        for (String node : nodes) {
            manifests.append(Manifests.onNode(
                    node,
                    DEPLOYMENT
                            .replace("NAME", node)
                            .replace("OUTLOOK", FAIR.contains(node) ? "fair" : "foul")
                            .replace("SAID", greeting)
                            .replace("COMMAND", COMMAND)));
        }
        site.apply(manifests.toString());
    }

    /** Whether the hosts in fair weather are ready, and since when. */
    private static String readiness() {
        return FAIR.stream()
                .map(node -> node + " "
                        + site.field(
                                "node/" + node,
                                "{.status.conditions[?(@.type=='Ready')]['status','lastTransitionTime']}"))
                .collect(Collectors.joining("\n"));
    }

    private static final String DEPLOYMENT = """
            apiVersion: apps/v1
            kind: Deployment
            metadata: {name: NAME, labels: {outlook: OUTLOOK, node: NAME}}
            spec:
              replicas: 1
              selector: {matchLabels: {app: NAME}}
              template:
                metadata: {labels: {app: NAME, outlook: OUTLOOK, node: NAME}}
                spec:
                  PLACEMENT
                  terminationGracePeriodSeconds: 1
                  containers:
                  - name: main
                    image: host
                    command: [sh, -c, 'echo "$GREETING"; exec COMMAND']
                    env: [{name: GREETING, value: SAID}]
            ---
            """;
}
