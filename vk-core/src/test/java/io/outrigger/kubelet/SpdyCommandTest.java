// SPDX-License-Identifier: Apache-2.0
package io.outrigger.kubelet;

import static org.assertj.core.api.Assertions.assertThat;

import io.outrigger.spi.ProviderException;
import io.outrigger.spi.Terminal.Size;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class SpdyCommandTest {

    private static final String EXEC = "/exec/default/web/main?command=sh&output=1&error=1";

    @TempDir
    Path directory;

    private Endpoint endpoint;

    @BeforeEach
    void start() throws Exception {
        endpoint = new Endpoint(directory);
        endpoint.pods.add("web", FakePods.running());
    }

    @AfterEach
    void stop() {
        endpoint.close();
    }

    @Test
    void outputErrorOutputAndExitCodeArriveOnTheirStreams() throws Exception {
        endpoint.site.exec = (pod, container, command, streams) -> {
            Io.write(streams.output(), command + " in " + container + " of " + pod.name());
            Io.write(streams.error(), "oops");
            return 3;
        };
        try (var client = connect(EXEC + "&command=-c")) {
            assertThat(client.head)
                    .startsWith("HTTP/1.1 101 ")
                    .contains("\r\nUpgrade: SPDY/3.1\r\n")
                    .contains("\r\nX-Stream-Protocol-Version: v4.channel.k8s.io\r\n");
            int error = client.open("error");
            int stdout = client.open("stdout");
            int stderr = client.open("stderr");

            assertThat(client.stream(stdout).whole()).isEqualTo("[sh, -c] in main of web");
            assertThat(client.stream(stderr).whole()).isEqualTo("oops");
            assertThat(client.stream(error).whole())
                    .isEqualTo("{\"metadata\":{},\"status\":\"Failure\",\"message\":\"command terminated with non-zero"
                            + " exit code: exit status 3\",\"reason\":\"NonZeroExitCode\",\"details\":{\"causes\":"
                            + "[{\"reason\":\"ExitCode\",\"message\":\"3\"}]}}");
        }
    }

    @Test
    void stdinEndsWithAHalfCloseAndWhatFollowsStillArrives() throws Exception {
        endpoint.site.exec = (pod, container, command, streams) -> {
            var text = Io.readAll(streams.input());
            Io.write(streams.output(), "got " + text);
            return 0;
        };
        try (var client = connect("/exec/default/web/uid-of-web/main?command=cat&input=1&output=1")) {
            int stdin = client.open("stdin");
            int stdout = client.open("stdout");
            int error = client.open("error");
            assertThat(client.stream(stdin).replied.await(5, TimeUnit.SECONDS)).isTrue();
            client.data(stdin, "hello ");
            client.data(stdin, "world");
            client.end(stdin);

            assertThat(client.stream(stdout).whole()).isEqualTo("got hello world");
            assertThat(client.stream(error).whole()).isEqualTo("{\"metadata\":{},\"status\":\"Success\"}");
        }
    }

    @Test
    void aTerminalJoinsTheOutputsAndTellsItsSizes() throws Exception {
        var sizes = new LinkedBlockingQueue<Size>();
        endpoint.site.exec = (pod, container, command, streams) -> {
            assertThat(streams.error()).isNull();
            streams.terminal().onResize(sizes::add);
            Io.readAll(streams.input());
            return 0;
        };
        try (var client = connect(EXEC + "&input=1&tty=1")) {
            int resize = client.open("resize");
            int refused = client.open("stderr");
            int stdin = client.open("stdin");
            int error = client.open("error");
            client.data(resize, "{\"Width\":80,\"Height\":24}\n");
            client.open("stdout");

            assertThat(sizes.poll(5, TimeUnit.SECONDS)).isEqualTo(new Size(80, 24));
            client.data(resize, "{\"Width\":100,\"Height\":30}\n");
            assertThat(sizes.poll(5, TimeUnit.SECONDS)).isEqualTo(new Size(100, 30));
            assertThat(client.stream(refused).reset).isTrue();
            client.reset(stdin);
            assertThat(client.stream(error).whole()).contains("Success");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"v3.channel.k8s.io", "v2.channel.k8s.io", "channel.k8s.io"})
    void beforeVersionFourAnErrorIsPlainTextAndASuccessSaysNothing(String protocol) throws Exception {
        endpoint.site.exec = (pod, container, command, streams) -> Integer.parseInt(command.get(0));
        try (var client = connect("/exec/default/web/main?command=0&output=1", protocol)) {
            int error = client.open("error");
            client.open("stdout");
            assertThat(client.stream(error).whole()).isEmpty();
        }
        try (var client = connect("/exec/default/web/main?command=7&output=1", protocol)) {
            int error = client.open("error");
            client.open("stdout");
            assertThat(client.stream(error).whole())
                    .isEqualTo("command terminated with non-zero exit code: exit status 7");
        }
    }

    @Test
    void beforeVersionThreeATerminalHasNoSizes() throws Exception {
        endpoint.site.exec = (pod, container, command, streams) -> streams.terminal() == null ? 1 : 0;
        try (var client = connect("/exec/default/web/main?command=sh&output=1&tty=1", "v2.channel.k8s.io")) {
            int error = client.open("error");
            client.open("stdout");
            assertThat(client.stream(error).whole()).isEmpty();
        }
    }

    @Test
    void aRefusalOfTheProviderIsToldAsAnInternalError() throws Exception {
        endpoint.site.exec = (pod, container, command, streams) -> {
            throw new ProviderException(ProviderException.Kind.NOT_FOUND, "the container has ended");
        };
        try (var client = connect(EXEC)) {
            assertThat(status(client))
                    .contains("\"message\":\"Internal error occurred: error executing command in container:"
                            + " the container has ended\",\"reason\":\"InternalError\"")
                    .endsWith("\"code\":500}");
        }
    }

    @Test
    void whoGivesUpAnOutputStillHearsHowTheCommandEnded() throws Exception {
        var givenUp = new CountDownLatch(1);
        endpoint.site.exec = (pod, container, command, streams) -> {
            givenUp.await();
            return 3;
        };
        try (var client = connect(EXEC)) {
            int error = client.open("error");
            int stdout = client.open("stdout");
            client.open("stderr");
            client.reset(stdout);
            client.ping(1);
            assertThat(client.pings.poll(5, TimeUnit.SECONDS)).isEqualTo(1);
            givenUp.countDown();

            assertThat(client.stream(error).whole()).contains("\"message\":\"3\"");
        }
    }

    @Test
    void aProviderThatFailsIsToldAndOthersGoOn() throws Exception {
        endpoint.site.exec = (pod, container, command, streams) -> {
            throw new IllegalStateException("a mistake");
        };
        try (var client = connect(EXEC)) {
            assertThat(status(client)).contains("the provider failed: java.lang.IllegalStateException: a mistake");
        }
        endpoint.site.exec = (pod, container, command, streams) -> 0;
        try (var client = connect(EXEC)) {
            assertThat(status(client)).contains("Success");
        }
    }

    @Test
    void anAttachedContainerHasATerminalIfItWasMadeWithOne() throws Exception {
        endpoint.site.attach = (pod, container, streams) -> {
            Io.write(streams.output(), (streams.terminal() == null) + " " + (streams.error() == null));
            if (streams.terminal() == null) {
                throw new ProviderException(ProviderException.Kind.NOT_FOUND, "it has ended");
            }
        };
        try (var client = connect("/attach/default/web/main?output=1&error=1")) {
            assertThat(status(client)).contains("error attaching to container: it has ended");
            assertThat(client.stream(3).whole()).isEqualTo("true false");
        }
        endpoint.pods
                .pod("default", "web")
                .orElseThrow()
                .getSpec()
                .getContainers()
                .get(0)
                .setTty(true);
        try (var client = connect("/attach/default/web/main?output=1&error=1")) {
            assertThat(status(client)).contains("Success");
            assertThat(client.stream(3).whole()).isEqualTo("false true");
        }
    }

    @Test
    void aPingIsAnswered() throws Exception {
        endpoint.site.exec = (pod, container, command, streams) -> 0;
        try (var client = connect(EXEC)) {
            client.ping(1);
            client.ping(2);
            client.ping(3);

            assertThat(client.pings.poll(5, TimeUnit.SECONDS)).isEqualTo(1);
            assertThat(client.pings.poll(5, TimeUnit.SECONDS)).isEqualTo(3);
        }
    }

    /** Opens the streams of a command without input and says how it ended. */
    private static String status(SpdyClient client) throws Exception {
        int error = client.open("error");
        client.open("stdout");
        client.open("stderr");
        return client.stream(error).whole();
    }

    private SpdyClient connect(String path, String protocol) throws Exception {
        return new SpdyClient(endpoint.client, endpoint.server.port(), path, protocol).listen();
    }

    private SpdyClient connect(String path) throws Exception {
        return new SpdyClient(endpoint.client, endpoint.server.port(), path, SpdyClient.COMMAND).listen();
    }
}
