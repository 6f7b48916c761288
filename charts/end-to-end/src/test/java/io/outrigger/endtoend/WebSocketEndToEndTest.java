// SPDX-License-Identifier: Apache-2.0
package io.outrigger.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.outrigger.controlplane.RunningCommand;
import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** WebSockets that the API server passes through to the node rather than speaking SPDY to it. */
@EndToEnd
class WebSocketEndToEndTest {

    private final EdgeSite site;

    WebSocketEndToEndTest(EdgeSite site) {
        this.site = site;
    }

    @BeforeAll
    static void start(EdgeSite site) {
        site.apply(Manifests.pod("shell", "while :; do echo tick; sleep 0.2; done"));
        site.awaitRunning("shell");
    }

    @Test
    void everyKindOfStreamIsPassedThrough() {
        assumeThat(declared()).isTrue();
        int exec = passed("exec");
        int attach = passed("attach");
        int portForward = passed("portforward");

        site.kubectl("exec", "shell", "--", "true").orThrow();
        try (var attached = site.kubectlStreaming("attach", "shell")) {
            Awaitility.await().until(() -> attached.stdout().contains("tick"));
        }
        try (var forward = site.kubectlStreaming("port-forward", "pod/shell", "--address", "127.0.0.1", ":9")) {
            Awaitility.await().until(() -> forward.stdout().contains("Forwarding"));
        }

        assertThat(passed("exec")).isGreaterThan(exec);
        assertThat(passed("attach")).isGreaterThan(attach);
        assertThat(passed("portforward")).isGreaterThan(portForward);
    }

    @Test
    void aClientThatIsKilledWhileNobodyReadsItsInputTakesItsCommandWithIt() {
        assumeThat(declared()).isTrue();
        String uid = site.uid("shell");
        String script = """
                kubectl exec -i shell -- sleep 3602 < /dev/zero > /dev/null 2>&1 &
                client=$!
                for _ in $(seq 100); do pgrep -fx 'sleep 3602' && break; sleep 0.1; done
                sleep 2
                kill -9 $(pgrep -P $client)
                """;
        long command = Long.parseLong(site.shell(script).orThrow().trim());

        Awaitility.await()
                .atMost(Duration.ofSeconds(5))
                .untilAsserted(() -> assertThat(HostProcesses.ofPod(uid)).doesNotContain(command));
        assertThat(site.restarts("shell")).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"true", "false"})
    void outputIsNotHeldUpByInputThatNobodyReads(String webSockets) {
        String script = """
                export KUBECTL_REMOTE_COMMAND_WEBSOCKETS=%s
                head -c 100000000 /dev/zero | kubectl exec -i shell -- sh -c \
                    'for n in 1 2 3 4 5 6 7 8; do head -c 2000000 /dev/zero; sleep 0.4; done' | wc -c
                """.formatted(webSockets);
        assertThat(site.shell(script).orThrow().trim()).isEqualTo("16000000");
    }

    /** What clients other than kubectl speak, for example libraries in other languages. */
    @ParameterizedTest
    @ValueSource(strings = {"v5.channel.k8s.io", "v4.channel.k8s.io", "v4.base64.channel.k8s.io", "channel.k8s.io"})
    void everyProtocolOfOtherClientsIsServed(String protocol) throws Exception {
        try (RunningCommand proxy = site.kubectlStreaming("proxy", "--port=0", "--reject-paths=^$")) {
            Awaitility.await().until(() -> proxy.stdout().contains("Starting to serve on "));
            String address = proxy.stdout().replaceAll("(?s).*Starting to serve on (\\S+).*", "$1");
            var path = "/api/v1/namespaces/" + site.name() + "/pods/shell/exec?stdout=true&stderr=true"
                    + "&command=sh&command=-c&command=echo+out%3Bexit+3";
            var messages = new Messages();
            WebSocket socket = HttpClient.newHttpClient()
                    .newWebSocketBuilder()
                    .subprotocols(protocol)
                    .buildAsync(URI.create("ws://" + address + path), messages)
                    .get(10, TimeUnit.SECONDS);

            messages.closed.get(20, TimeUnit.SECONDS);

            assertThat(socket.getSubprotocol()).isEqualTo(protocol);
            assertThat(messages.of(1)).isEqualTo("out\n");
            assertThat(messages.of(3)).contains(protocol.startsWith("v") ? "\"message\":\"3\"" : "exit status 3");
        }
    }

    private boolean declared() {
        return site.field("node/" + site.name(), "{.status.declaredFeatures[*]}")
                .contains("ExtendWebSocketsToKubelet");
    }

    /** How many streams of a kind the API server says it has passed through to any node. */
    private int passed(String kind) {
        String series = "apiserver_websocket_streaming_requests_total{proxy_type=\"proxied_to_kubelet\",subresource=\""
                + kind + "\"} ";
        return site.kubectl("get", "--raw", "/metrics")
                .orThrow()
                .lines()
                .filter(line -> line.startsWith(series))
                .mapToInt(line -> Integer.parseInt(line.substring(series.length())))
                .sum();
    }

    /** Keeps what came on each channel. */
    private static final class Messages implements WebSocket.Listener {
        private final CompletableFuture<Integer> closed = new CompletableFuture<>();
        private final Map<Integer, ByteArrayOutputStream> channels = new ConcurrentHashMap<>();
        private final ByteArrayOutputStream message = new ByteArrayOutputStream();

        String of(int channel) {
            return channels.getOrDefault(channel, new ByteArrayOutputStream()).toString(StandardCharsets.UTF_8);
        }

        @Override
        public CompletionStage<?> onBinary(WebSocket socket, ByteBuffer data, boolean last) {
            var bytes = new byte[data.remaining()];
            data.get(bytes);
            message.writeBytes(bytes);
            if (last) {
                byte[] whole = message.toByteArray();
                take(whole[0], Arrays.copyOfRange(whole, 1, whole.length));
            }
            socket.request(1);
            return null;
        }

        @Override
        public CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
            message.writeBytes(data.toString().getBytes(StandardCharsets.US_ASCII));
            if (last) {
                String whole = message.toString(StandardCharsets.US_ASCII);
                take(whole.charAt(0) - '0', Base64.getDecoder().decode(whole.substring(1)));
            }
            socket.request(1);
            return null;
        }

        @Override
        public CompletionStage<?> onClose(WebSocket socket, int status, String reason) {
            closed.complete(status);
            return null;
        }

        @Override
        public void onError(WebSocket socket, Throwable failure) {
            closed.completeExceptionally(failure);
        }

        private void take(int channel, byte[] bytes) {
            message.reset();
            channels.computeIfAbsent(channel, none -> new ByteArrayOutputStream())
                    .writeBytes(bytes);
        }
    }
}
