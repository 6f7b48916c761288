// SPDX-License-Identifier: Apache-2.0
package io.outrigger.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import io.outrigger.controlplane.CommandResult;
import java.io.IOException;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Two web servers in a pod are reached from this machine through the API server. */
@EndToEnd
class PortForwardEndToEndTest {

    private static List<Integer> ports;

    private final EdgeSite site;

    PortForwardEndToEndTest(EdgeSite site) {
        this.site = site;
    }

    @BeforeAll
    static void start(EdgeSite site) throws IOException {
        ports = freePorts(3);
        String script = """
                cd "$(mktemp -d)"
                head -c 100000000 /dev/zero > large
                echo hello > small
                python3 -m http.server --bind 127.0.0.1 %d > /dev/null 2>&1 &
                exec python3 -m http.server --bind 127.0.0.1 %d > /dev/null 2>&1
                """.formatted(ports.get(0), ports.get(1));
        site.apply(Manifests.pod("web", script));
        site.awaitRunning("web");
        site.await(
                "pod/web",
                Duration.ofSeconds(30),
                () -> assertThat(site.kubectl("exec", "web", "--", "curl", "-s", "http://127.0.0.1:" + ports.get(1))
                                .stdout())
                        .contains("small"));
    }

    /** Runs a script while ports are forwarded; {@code $ports} are those of this machine, in the order of the pod's. */
    private CommandResult forwarded(Transport transport, String podPorts, String script) {
        return site.shell(
                transport.chosen() + """
                set -e
                said=$(mktemp)
                kubectl port-forward pod/web --address 127.0.0.1 %s > "$said" 2>&1 &
                forward=$!
                trap 'kill -INT $forward 2>/dev/null || true' EXIT
                for _ in $(seq 200); do
                    [ "$(grep -c Forwarding "$said" || true)" -ge %d ] && break
                    sleep 0.1
                done
                ports=($(sed -n 's/^Forwarding from 127.0.0.1:\\([0-9]*\\) .*/\\1/p' "$said"))
                get() { curl --silent --show-error --max-time 60 "http://127.0.0.1:$1/$2"; }
                set +e
                %s
                """.formatted(podPorts, podPorts.trim().split(" ").length, script));
    }

    @ParameterizedTest
    @EnumSource
    void twoPortsAreForwardedAtOnce(Transport transport) {
        String script = "get ${ports[0]} small; get ${ports[1]} small";
        assertThat(forwarded(transport, ":" + ports.get(0) + " :" + ports.get(1), script)
                        .orThrow())
                .isEqualTo("hello\nhello\n");
    }

    @ParameterizedTest
    @EnumSource
    void hundredMegabytesArriveWhole(Transport transport) {
        assertThat(forwarded(transport, ":" + ports.get(0), "get ${ports[0]} large | sha256sum")
                        .orThrow())
                .isEqualTo(HostProcesses.output("sh", "-c", "head -c 100000000 /dev/zero | sha256sum"));
    }

    @ParameterizedTest
    @EnumSource
    void twentyConnectionsAtOnceAreServed(Transport transport) {
        String script = "for _ in $(seq 20); do get ${ports[0]} small & loads+=($!); done; wait \"${loads[@]}\"";
        assertThat(forwarded(transport, ":" + ports.get(0), script).orThrow()).isEqualTo("hello\n".repeat(20));
    }

    /** Kubectl itself ends its session after such a message, on every node; other sessions must not notice. */
    @ParameterizedTest
    @EnumSource
    void aPortWhereNobodyListensIsNamedAndDisturbsNoOtherSession(Transport transport) {
        String script = "get ${ports[0]} small 2> /dev/null && echo impossible; sleep 1; cat \"$said\"";
        try (var other =
                site.kubectlStreaming("port-forward", "pod/web", "--address", "127.0.0.1", ":" + ports.get(0))) {
            Awaitility.await().until(() -> other.stdout().contains("Forwarding"));
            assertThat(forwarded(transport, ":" + ports.get(2), script).stdout())
                    .contains("error forwarding port " + ports.get(2))
                    .contains("connection refused")
                    .doesNotContain("impossible");
            String port = other.stdout().replaceAll("(?s).*127\\.0\\.0\\.1:(\\d+) .*", "$1");
            assertThat(HostProcesses.output("curl", "-s", "http://127.0.0.1:" + port + "/small"))
                    .isEqualTo("hello\n");
        }
    }

    private static List<Integer> freePorts(int number) throws IOException {
        List<ServerSocket> open = new ArrayList<>();
        List<Integer> free = new ArrayList<>();
        for (int each = 0; each < number; each++) {
            open.add(new ServerSocket(0));
            free.add(open.get(each).getLocalPort());
        }
        for (ServerSocket socket : open) {
            socket.close();
        }
        return free;
    }
}
