// SPDX-License-Identifier: Apache-2.0
package io.outrigger.tck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.outrigger.spi.PortForward;
import io.outrigger.spi.ProviderException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Chapter 10 of the contract: connections into pods. */
public abstract class PortForwardRules extends Chapter {

    private static final int PORT = 18080;
    private static final int SILENT_PORT = 18081;

    /** For subclasses. */
    protected PortForwardRules() {}

    @Test
    final void rule_10_3_closingTheOutputIsAHalfClose() throws Exception {
        needs(Capability.PORT_FORWARD);
        TestPod pod = serves();
        try (PortForward.Connection connection = connect(pod, PORT)) {
            connection.output().write("question".getBytes(StandardCharsets.UTF_8));
            connection.output().close();
            FutureTask<byte[]> answer =
                    new FutureTask<>(() -> connection.input().readAllBytes());
            Thread reader = new Thread(answer, "tck-port-forward");
            reader.setDaemon(true);
            reader.start();
            assertThat(new String(
                            answer.get(lent().patience().toMillis(), TimeUnit.MILLISECONDS), StandardCharsets.UTF_8))
                    .as("the answer of a server that answers once it has seen the end of the question")
                    .isEqualTo("question");
        }
    }

    @Test
    final void rule_10_3_aPortNobodyListensOnIsNotFound() throws Exception {
        needs(Capability.PORT_FORWARD);
        TestPod pod = serves();
        ProviderException failure = catchThrowableOfType(
                ProviderException.class, () -> connect(pod, SILENT_PORT).close());
        assertThat(failure)
                .as("connect() to a port nobody listens on throws a ProviderException")
                .isNotNull();
        assertThat(failure.kind()).as("the kind").isEqualTo(ProviderException.Kind.NOT_FOUND);
    }

    private TestPod serves() throws Exception {
        start();
        TestPod pod = pod(Program.of(new Program.EchoServer(PORT)));
        bench().run(pod);
        return pod;
    }

    /** Connects; the server may need a moment before it listens. */
    private PortForward.Connection connect(TestPod pod, int port) throws Exception {
        PortForward forward = Bench.present(bench().site().portForward(), Capability.PORT_FORWARD);
        long end = System.nanoTime() + (port == PORT ? lent().patience().toNanos() : 0);
        while (true) {
            try {
                return forward.connect(pod.ref(), port);
            } catch (ProviderException exception) {
                if (exception.kind() != ProviderException.Kind.NOT_FOUND || System.nanoTime() > end) {
                    throw exception;
                }
            }
            Thread.onSpinWait();
        }
    }
}
