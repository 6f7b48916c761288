// SPDX-License-Identifier: Apache-2.0
package io.outrigger.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Real clients are killed at random moments of all they can do; nothing of them is left, here or at the site. */
@EndToEnd
class KilledClientsEndToEndTest {
    private static final int ROUNDS = 5;
    private static final Duration SETTLED = Duration.ofSeconds(40);
    /** What sixty forgotten connections would hold at least; what the JVM loads late is less. */
    private static final long LIVE = 4L << 20;
    /** Sixty forgotten connections would hold sixty; the client of the API server may open one more meanwhile. */
    private static final int HANDLES = 3;
    /** The JVM keeps heap that it has once used, and how much that is depends on when it collects. */
    private static final long RESIDENT = 96L << 20;

    private final EdgeSite site;

    KilledClientsEndToEndTest(EdgeSite site) {
        this.site = site;
    }

    @Test
    void nothingOfSixtyKilledKubectlsIsLeft() {
        site.apply(Manifests.pod("web", "while :; do echo tick; sleep 0.05; done"));
        site.awaitRunning("web");
        kill(1);
        String uid = site.uid("web");
        List<String> ofTheContainer = settled(uid);
        Footprint before = Footprint.of(site.program().pid());

        kill(ROUNDS);

        site.await("pod/web", SETTLED, () -> {
            Footprint after = Footprint.of(site.program().pid());
            assertThat(after.threads()).as("threads").isLessThanOrEqualTo(before.threads());
            assertThat(after.handles()).as("handles").isLessThanOrEqualTo(before.handles() + HANDLES);
            assertThat(after.live()).as("live bytes").isLessThan(before.live() + LIVE);
            assertThat(after.resident()).as("resident bytes").isLessThan(before.resident() + RESIDENT);
        });
        site.await(
                "pod/web",
                SETTLED,
                () -> assertThat(processes(uid))
                        .filteredOn(process -> !process.endsWith("sleep 0.05"))
                        .isSubsetOf(ofTheContainer));
        assertThat(HostProcesses.output("cat", arrived().toString()).lines().count())
                .as("commands that had begun")
                .isGreaterThan(ROUNDS / 2);
        assertThat(site.restarts("web")).isZero();
        assertThat(site.kubectl("exec", "web", "--", "echo", "alive").orThrow()).isEqualTo("alive\n");
    }

    /**
     * Twelve clients a round, six at a time: each is given between nothing and three times what a whole call takes at that
     * moment.
     */
    private void kill(int rounds) {
        String script = """
                measure() {
                    local begin=$(date +%%s%%N)
                    for _ in 1 2 3 4 5 6; do kubectl exec web -- true & done
                    wait
                    took=$(( ($(date +%%s%%N) - begin) / 1000000 ))
                }
                killed() {
                    local wait=$(( (RANDOM %% 30) * took / 10 + 20 ))
                    timeout -s KILL "$(printf '%%d.%%03d' $((wait / 1000)) $((wait %% 1000)))" "${kubectl[@]}" "$@"
                }
                for _ in $(seq %d); do
                    measure
                    for webSockets in true false; do
                        export KUBECTL_REMOTE_COMMAND_WEBSOCKETS=$webSockets KUBECTL_PORT_FORWARD_WEBSOCKETS=$webSockets
                        killed exec web -- sh -c 'echo here >> %s; exec sleep 1717' &
                        killed exec web -- yes > /dev/null &
                        { while :; do echo more; done | killed exec -i web -- cat > /dev/null; } &
                        killed attach web > /dev/null &
                        killed logs -f web > /dev/null &
                        killed port-forward web --address 127.0.0.1 :1717 > /dev/null &
                        wait
                    done
                done 2> /dev/null
                """.formatted(rounds, arrived());
        assertThat(site.shell(script).succeeded()).isTrue();
    }

    /** Where commands leave a line before they wait to be killed. */
    private Path arrived() {
        return site.shared().resolve("arrived");
    }

    /** The processes at the site once no client's is among them; the pauses between two ticks come and go. */
    private List<String> settled(String uid) {
        site.await(
                "pod/web",
                SETTLED,
                () -> assertThat(processes(uid))
                        .anyMatch(process -> process.contains("tick"))
                        .noneMatch(process -> process.contains("1717"))
                        .noneMatch(process -> process.matches(" *\\d+ (yes|cat)\\b.*")));
        return processes(uid);
    }

    private static List<String> processes(String uid) {
        return HostProcesses.output("ps", "-o", "pid=,args=", "-p", list(HostProcesses.ofPod(uid)))
                .lines()
                .toList();
    }

    private static String list(Set<Long> pids) {
        return String.join(",", pids.stream().map(String::valueOf).toList());
    }
}
