// SPDX-License-Identifier: Apache-2.0
package io.outrigger.program;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class CommandLineTest {

    @TempDir
    Path directory;

    private final StringWriter out = new StringWriter();
    private final StringWriter errors = new StringWriter();

    @Test
    void aValidConfigurationIsCalledSo() throws Exception {
        var file = configuration("""
                cluster: demo
                sites: [{name: press-hall-1, provider: local}]
                """);

        assertThat(execute("validate", "--config", file)).isZero();
        assertThat(out).hasToString(file + " is valid: cluster demo, 1 site(s)" + System.lineSeparator());
    }

    @Test
    void whatIsWrongWithAConfigurationGoesToStandardErrorLineByLine() throws Exception {
        var file = configuration("""
                clustr: demo
                sites: [{name: press-hall-1, provider: locl}]
                """);

        assertThat(execute("validate", "--config", file)).isEqualTo(2);
        assertThat(errors.toString().lines())
                .containsExactly(
                        file + ":1: unknown key \"clustr\"; did you mean \"cluster\"?",
                        file + ":1: cluster is required",
                        file + ":2: site.provider \"locl\" is unknown; did you mean \"local\"?");
    }

    @Test
    void runRefusesAWrongConfigurationToo() throws Exception {
        var file = configuration("sites: []\n");

        assertThat(execute("run", "--config", file)).isEqualTo(2);
        assertThat(errors.toString().lines()).containsExactly(file + ":1: cluster is required");
    }

    @Test
    void aCommandLineThatIsNotUnderstoodShowsHowItIsUsed() {
        assertThat(execute("run", "--confg", "x")).isEqualTo(2);
        assertThat(errors.toString()).contains("Usage: outrigger run").contains("--config");
        assertThat(execute()).isEqualTo(2);
        assertThat(errors.toString()).contains("validate");
    }

    @Test
    void theVersionIsFilledIn() {
        assertThat(execute("--version")).isZero();
        assertThat(out.toString()).matches("outrigger \\d+\\.\\d+\\.\\d+\\S* on Java \\d+.*\\R");
    }

    @Test
    void aMissingKubeconfigIsOneLine() throws Exception {
        var file = configuration("cluster: demo\nendpoint: {address: 127.0.0.1, port: 0}\n");

        assertThat(execute("run", "--config", file, "--kubeconfig", "/nowhere/kubeconfig"))
                .isEqualTo(1);
        assertThat(errors.toString().lines())
                .singleElement()
                .asString()
                .startsWith("outrigger cannot start: ")
                .contains("/nowhere/kubeconfig")
                .contains("does not exist");
    }

    @Test
    void anApiServerThatIsAwayIsOneLine() throws Exception {
        var cluster = new TestCluster(directory);
        cluster.close();

        assertThat(execute("run", "--config", cluster.configuration().toString()))
                .isEqualTo(1);
        assertThat(errors.toString().lines()).singleElement().asString().startsWith("outrigger cannot start: ");
    }

    @Test
    void aTakenPortIsOneLine() throws Exception {
        try (var cluster = new TestCluster(directory);
                var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            cluster.configure(taken.getLocalPort());

            assertThat(execute("run", "--config", cluster.configuration().toString()))
                    .isEqualTo(1);
            assertThat(errors.toString().lines())
                    .singleElement()
                    .asString()
                    .contains("127.0.0.1:" + taken.getLocalPort())
                    .contains("endpoint.port");
        }
    }

    @Test
    void aSiteBecomesANodeAndRunEndsCleanlyWhenItIsInterrupted() throws Exception {
        try (var cluster = new TestCluster(directory)) {
            var run = new FutureTask<>(
                    () -> execute("run", "--config", cluster.configuration().toString()));
            var thread = new Thread(run, "run");
            thread.start();
            await().atMost(Duration.ofSeconds(60)).until(cluster::nodeIsReady);

            thread.interrupt();

            assertThat(run.get(30, TimeUnit.SECONDS)).isZero();
            assertThat(errors.toString()).isEmpty();
        }
    }

    private int execute(String... arguments) {
        return Main.commandLine()
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(errors))
                .execute(arguments);
    }

    private String configuration(String text) throws IOException {
        return Files.writeString(directory.resolve("outrigger.yaml"), text).toString();
    }
}
