// SPDX-License-Identifier: Apache-2.0
package io.outrigger.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import io.outrigger.controlplane.CommandResult;
import io.outrigger.controlplane.ControlPlane;
import io.outrigger.fixtures.Account;
import io.outrigger.fixtures.NeedsOpenSsh;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A node of which nothing is known but an SSH account without rights: kubectl does there what it does everywhere. */
@EndToEnd
@NeedsOpenSsh
class SshEndToEndTest {

    /** A list is asked for once a minute, and a pod that is found without a supervisor is given one. */
    private static final Duration REVIVED = Duration.ofSeconds(100);

    private static SshHost host;
    private static EdgeSite site;

    @BeforeAll
    static void open(ControlPlane controlPlane) {
        host = SshHost.of(Account.unprivileged());
        site = new EdgeSite(controlPlane, "by-ssh", host.processes());
        site.open();
    }

    @AfterAll
    static void close() {
        if (site != null) {
            site.close();
        }
        host.close();
    }

    @Test
    void aPodRunsLogsAnswersAndEndsOnTheHost() {
        site.apply(Manifests.pod("worker", "id -un; echo hello; exec sleep 3600"));
        site.awaitRunning("worker");
        String uid = site.uid("worker");
        assertThat(HostProcesses.ofPod(uid)).isNotEmpty();
        site.await(
                "pod/worker",
                Duration.ofSeconds(30),
                () -> assertThat(site.kubectl("logs", "worker").orThrow())
                        .isEqualTo(host.account().name() + "\nhello\n"));

        CommandResult command = site.kubectl("exec", "worker", "--", "sh", "-c", "echo out; echo err >&2; exit 42");
        assertThat(command.stdout()).isEqualTo("out\n");
        assertThat(command.stderr()).contains("err").contains("exit code 42");
        assertThat(site.shell("printf 'a\\nb' | kubectl exec -i worker -- wc -c")
                        .orThrow()
                        .strip())
                .isEqualTo("3");

        site.kubectl("delete", "pod", "worker", "--grace-period=2").orThrow();
        Awaitility.await()
                .untilAsserted(() -> assertThat(HostProcesses.ofPod(uid)).isEmpty());
    }

    @Test
    void filesAreCopiedInAndOut() {
        site.apply(Manifests.pod("copies", "exec sleep 3600"));
        site.awaitRunning("copies");
        Path there = host.account().home();
        String script = """
                set -e
                cd "$(mktemp -d)"
                head -c 3000000 /dev/urandom > file
                kubectl cp file copies:%s/copied
                kubectl cp copies:%s/copied back
                cmp file back && echo same
                """.formatted(there, there);
        assertThat(site.shell(script).orThrow()).contains("same");
    }

    @Test
    void aPortOfAPodIsForwardedThroughTheHost() throws IOException {
        int port;
        try (var socket = new java.net.ServerSocket(0, 1, java.net.InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }
        site.apply(Manifests.pod(
                "web", "cd \"$(mktemp -d)\"; echo hello >small; exec python3 -m http.server --bind 127.0.0.1 " + port));
        site.awaitRunning("web");
        String script = """
                said=$(mktemp)
                kubectl port-forward pod/web --address 127.0.0.1 :%d > "$said" 2>&1 &
                forward=$!
                trap 'kill -INT $forward 2>/dev/null || true' EXIT
                for _ in $(seq 100); do grep -q Forwarding "$said" && break; sleep 0.1; done
                local=$(sed -n 's/^Forwarding from 127.0.0.1:\\([0-9]*\\) .*/\\1/p' "$said")
                for _ in $(seq 100); do
                    curl --silent --max-time 10 "http://127.0.0.1:$local/small" && break
                    sleep 0.2
                    kill -0 $forward 2>/dev/null || { kubectl port-forward pod/web --address 127.0.0.1 $local:%d & forward=$!; }
                done
                """.formatted(port, port);
        assertThat(site.shell(script).stdout()).contains("hello");
    }

    @Test
    void weatherTheServerIsStoppedForAWhile() {
        site.apply(Manifests.pod("enduring", "exec sleep 3600"));
        site.awaitRunning("enduring");
        String uid = site.uid("enduring");
        Set<Long> processes = HostProcesses.settled(Set.of(uid));
        host.server().stop();
        site.await(
                "node/" + site.name(),
                Duration.ofSeconds(120),
                () -> assertThat(site.readiness()).isEqualTo("False SiteDisconnected"));
        assertThat(HostProcesses.ofPod(uid)).isNotEmpty();

        host.server().start();
        site.awaitNodeReady(Duration.ofSeconds(120));
        site.awaitRunning("enduring");
        assertThat(site.uid("enduring")).isEqualTo(uid);
        assertThat(site.restarts("enduring")).isZero();
        assertThat(HostProcesses.ofPod(uid)).isEqualTo(processes);
    }

    @Test
    void weatherSupervisorsAreKilledAndOneOfThemInTheMiddleOfWriting() throws IOException {
        List<String> pods = List.of("orphaned", "torn");
        pods.forEach(pod -> site.apply(Manifests.pod(pod, "exec sleep 3600")));
        pods.forEach(site::awaitRunning);
        Map<String, Long> before = processes(pods);
        Map<String, Long> killed = pods.stream().collect(Collectors.toMap(pod -> pod, SshEndToEndTest::runner));
        killed.values().forEach(SshEndToEndTest::kill);
        Path state = container("torn").resolve("state");
        byte[] whole = Files.readAllBytes(state);
        Files.write(state, Arrays.copyOf(whole, whole.length / 2));

        for (String pod : pods) {
            site.await(
                    "pod/" + pod,
                    REVIVED,
                    () -> assertThat(runner(pod)).as("its new runner").isNotEqualTo(killed.get(pod)));
        }
        assertThat(processes(pods)).isEqualTo(before);
        pods.forEach(pod -> assertThat(site.restarts(pod)).isZero());
        // Somebody has to start what ends.
        before.values().forEach(SshEndToEndTest::kill);
        for (String pod : pods) {
            site.await(
                    "pod/" + pod, REVIVED, () -> assertThat(site.restarts(pod)).isEqualTo(1));
            site.awaitRunning(pod);
        }
    }

    private static Path container(String pod) {
        return host.state().resolve(Path.of("demo", site.name(), "pods", site.uid(pod), "containers", "main"));
    }

    /** The process that watches the container of a pod. */
    private static long runner(String pod) {
        return Long.parseLong(
                HostProcesses.output("cat", container(pod).resolve("runner").toString())
                        .split(" ")[0]);
    }

    /** The process of each pod's container. */
    private static Map<String, Long> processes(List<String> pods) {
        return pods.stream().collect(Collectors.toMap(pod -> pod, SshEndToEndTest::process));
    }

    private static long process(String pod) {
        Set<Long> found = HostProcesses.ofPods(Set.of(site.uid(pod)), "sleep 3600");
        assertThat(found).as("processes of the container of %s", pod).hasSize(1);
        return found.iterator().next();
    }

    private static void kill(long process) {
        ProcessHandle.of(process).orElseThrow().destroyForcibly();
    }
}
