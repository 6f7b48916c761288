// SPDX-License-Identifier: Apache-2.0
package io.outrigger.kubelet;

import static org.assertj.core.api.Assertions.assertThat;

import io.outrigger.spi.ProviderException;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class RunRouteTest {

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
    void theAnswerIsWhatTheCommandWrote() throws Exception {
        var ran = new AtomicReference<List<String>>();
        endpoint.site.exec = (pod, container, command, streams) -> {
            ran.set(command);
            assertThat(streams.input()).isNull();
            Io.write(streams.output(), "out ");
            Io.write(streams.error(), "err");
            return 0;
        };

        var response = run("/run/default/web/uid-of-web/main?cmd=ls%20-l%20/tmp");

        assertThat(ran.get()).containsExactly("ls", "-l", "/tmp");
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.headers().firstValue("Content-Type")).hasValue("application/json");
        assertThat(response.body()).isEqualTo("out err");
    }

    @Test
    void aLongOutputArrivesWhole() throws Exception {
        endpoint.site.exec = (pod, container, command, streams) -> {
            for (int count = 0; count < 1000; count++) {
                Io.write(streams.output(), "x".repeat(1000));
            }
            return 0;
        };

        assertThat(run("/run/default/web/main?cmd=cat").body()).hasSize(1_000_000);
    }

    @Test
    void anExitCodeIsAnError() throws Exception {
        endpoint.site.exec = (pod, container, command, streams) -> 3;

        var response = run("/run/default/web/main?cmd=false%20now");

        assertThat(response.statusCode()).isEqualTo(500);
        assertThat(response.body()).isEqualTo("command 'false now' exited with 3\n");
    }

    @Test
    void aRefusalOfTheProviderIsAnError() throws Exception {
        endpoint.site.exec = (pod, container, command, streams) -> {
            throw new ProviderException(ProviderException.Kind.UNREACHABLE, "site \"press-hall-1\" does not answer");
        };

        var response = run("/run/default/web/main?cmd=ls");

        assertThat(response.statusCode()).isEqualTo(500);
        assertThat(response.body())
                .isEqualTo("error executing command in container: site \"press-hall-1\" does not answer");
    }

    @Test
    void withoutCommandThereIsNothingToRun() throws Exception {
        endpoint.site.exec = (pod, container, command, streams) -> 0;

        assertThat(run("/run/default/web/main").statusCode()).isEqualTo(400);
        assertThat(run("/run/default/web/main?cmd=").statusCode()).isEqualTo(400);
    }

    @Test
    void aClientThatLeavesInterruptsTheCommand() throws Exception {
        var running = new CountDownLatch(1);
        var interrupted = new CountDownLatch(1);
        endpoint.site.exec = (pod, container, command, streams) -> {
            running.countDown();
            try {
                new CountDownLatch(1).await();
                return 0;
            } finally {
                interrupted.countDown();
            }
        };
        try (var client = new SpdyClient(endpoint.client, endpoint.server.port())) {
            client.raw(("POST /run/default/web/main?cmd=sleep HTTP/1.1\r\nHost: localhost\r\n"
                            + "Content-Length: 0\r\n\r\n")
                    .getBytes(java.nio.charset.StandardCharsets.US_ASCII));
            assertThat(running.await(5, TimeUnit.SECONDS)).isTrue();
        }

        assertThat(interrupted.await(2, TimeUnit.SECONDS)).isTrue();
    }

    private HttpResponse<String> run(String path) throws Exception {
        return endpoint.client.send("POST", path, BodyHandlers.ofString());
    }
}
