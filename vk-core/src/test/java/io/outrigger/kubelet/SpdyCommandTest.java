// SPDX-License-Identifier: Apache-2.0
package io.outrigger.kubelet;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

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

    private SpdyClient connect(String path) throws Exception {
        return new SpdyClient(endpoint.client, endpoint.server.port(), path, SpdyClient.COMMAND).listen();
    }
}
