// SPDX-License-Identifier: Apache-2.0
package io.outrigger.kubelet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.outrigger.spi.Terminal.Size;
import java.net.http.WebSocketHandshakeException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class WebSocketCommandTest {

    private static final String SUCCESS = "{\"metadata\":{},\"status\":\"Success\"}";
    private static final String CAT = "/exec/default/web/main?command=cat&input=1&output=1&error=1";
    private static final int STDIN = 0;
    private static final int STDOUT = 1;
    private static final int STDERR = 2;
    private static final int ERROR = 3;
    private static final int RESIZE = 4;

    @TempDir
    Path directory;

    private Endpoint endpoint;

    @BeforeEach
    void start() throws Exception {
        endpoint = new Endpoint(directory);
        endpoint.pods.add("web", FakePods.running());
        endpoint.site.exec = (pod, container, command, streams) -> {
            Io.write(streams.error(), "reading");
            Io.write(streams.output(), "got " + Io.readAll(streams.input()));
            return 0;
        };
    }

    @AfterEach
    void stop() {
        endpoint.close();
    }

    @Test
    void theFirstMessageIsEmptyAndTellsThatTheClientMayBegin() throws Exception {
        try (var client = connect(CAT, "v5.channel.k8s.io")) {
            assertThat(client.messages.poll(5, TimeUnit.SECONDS)).containsExactly(STDOUT);
        }
    }

    @Test
    void aCloseSignalOfVersionFiveHalfClosesStdin() throws Exception {
        try (var client = connect(CAT, "v5.channel.k8s.io", "v4.channel.k8s.io")) {
            assertThat(client.protocol()).isEqualTo("v5.channel.k8s.io");
            client.binary(STDIN, "hello");
            client.binary(255, new byte[] {STDIN});

            assertThat(client.whole(STDOUT)).isEqualTo("got hello");
            assertThat(client.soFar(STDERR)).isEqualTo("reading");
            assertThat(client.soFar(ERROR)).isEqualTo(SUCCESS);
            assertThat(client.closed.get()).isEqualTo(1000);
        }
    }

    @Test
    void aMessageInManyFramesIsOneMessage() throws Exception {
        try (var client = connect(CAT, "v5.channel.k8s.io")) {
            client.fragment(new byte[] {STDIN, 'a'}, false);
            client.fragment(new byte[] {'b'}, false);
            client.fragment(new byte[] {'c'}, true);
            client.binary(255, new byte[] {STDIN});

            assertThat(client.whole(STDOUT)).isEqualTo("got abc");
        }
    }

    @Test
    void base64TravelsInTextMessages() throws Exception {
        endpoint.site.exec = (pod, container, command, streams) -> {
            var bytes = new byte[3];
            Io.read(streams.input(), bytes);
            Io.write(streams.output(), bytes);
            return 0;
        };
        try (var client = connect(CAT, "v4.base64.channel.k8s.io")) {
            client.text("0aGV5");

            assertThat(client.closed.get(10, TimeUnit.SECONDS)).isEqualTo(1000);
            assertThat(client.messages)
                    .extracting(each -> new String(each, StandardCharsets.UTF_8))
                    .containsExactly("1", "1aGV5", "3eyJtZXRhZGF0YSI6e30sInN0YXR1cyI6IlN1Y2Nlc3MifQ==");
        }
    }

    @Test
    void withoutVersionAnErrorIsPlainTextAndASuccessSaysNothing() throws Exception {
        endpoint.site.exec = (pod, container, command, streams) -> Integer.parseInt(command.get(0));
        try (var client = connect("/exec/default/web/main?command=0&output=1")) {
            assertThat(client.protocol()).isEmpty();
            assertThat(client.whole(ERROR)).isEmpty();
        }
        try (var client = connect("/exec/default/web/main?command=7&output=1", "channel.k8s.io")) {
            assertThat(client.whole(ERROR)).isEqualTo("command terminated with non-zero exit code: exit status 7");
        }
    }

    @Test
    void aTerminalTellsItsSizesAndJoinsTheOutputs() throws Exception {
        var sizes = new LinkedBlockingQueue<Size>();
        endpoint.site.exec = (pod, container, command, streams) -> {
            assertThat(streams.error()).isNull();
            streams.terminal().onResize(sizes::add);
            Io.readAll(streams.input());
            return 0;
        };
        try (var client = connect(CAT + "&tty=1", "v5.channel.k8s.io")) {
            client.binary(RESIZE, "{\"Width\":100,\"Height\":30}");
            assertThat(sizes.poll(5, TimeUnit.SECONDS)).isEqualTo(new Size(100, 30));
            client.binary(RESIZE, "{\"Width\":0,\"Height\":0}{\"Width\":80,");
            client.binary(RESIZE, "\"Height\":24}");
            assertThat(sizes.poll(5, TimeUnit.SECONDS)).isEqualTo(new Size(80, 24));
            client.binary(255, new byte[] {STDIN});

            assertThat(client.whole(ERROR)).isEqualTo(SUCCESS);
        }
    }

    @Test
    void whatIsSentToChannelsThatNobodyHasIsIgnored() throws Exception {
        try (var client = connect(CAT, "v5.channel.k8s.io")) {
            client.binary(9, "nobody");
            client.binary(STDOUT, "backwards");
            client.binary(255, new byte[] {9, STDOUT});
            client.fragment(new byte[0], true);
            client.binary(STDIN, "hello");
            client.binary(255, new byte[] {STDIN});

            assertThat(client.whole(STDOUT)).isEqualTo("got hello");
        }
    }

    @Test
    void whoSendsWhatIsNotBase64IsCutOff() throws Exception {
        try (var client = connect(CAT, "v4.base64.channel.k8s.io")) {
            client.text("0***");

            assertThat(client.closed.get(5, TimeUnit.SECONDS)).isEqualTo(1006);
        }
    }

    @Test
    void aFrameThatIsTooLongIsNotTakenIn() throws Exception {
        try (var client = connect(CAT, "v5.channel.k8s.io")) {
            client.raw(new byte[2 * 1024 * 1024]);

            Awaitility.await().until(client.closed::isDone);
            assertThat(client.soFar(STDOUT)).isEmpty();
        }
    }

    @Test
    void aClientThatOffersNothingSupportedIsRefused() {
        assertThatThrownBy(() -> connect(CAT, "v9.channel.k8s.io"))
                .cause()
                .isInstanceOfSatisfying(
                        WebSocketHandshakeException.class,
                        refused ->
                                assertThat(refused.getResponse().statusCode()).isEqualTo(403));
    }

    private WebSocketClient connect(String path, String... protocols) throws Exception {
        return new WebSocketClient(endpoint.client, path, protocols);
    }
}
