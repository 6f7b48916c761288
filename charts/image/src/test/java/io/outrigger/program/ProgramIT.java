// SPDX-License-Identifier: Apache-2.0
package io.outrigger.program;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The program as it is delivered: one jar, started and stopped as a process. */
@Timeout(180)
class ProgramIT {

    @TempDir
    Path directory;

    private TestCluster cluster;
    private Process program;

    @BeforeEach
    void open() throws IOException {
        cluster = new TestCluster(directory);
    }

    @AfterEach
    void close() {
        if (program != null) {
            program.destroyForcibly();
        }
        // What a failed test left behind: supervisors carry the site's directory in their command line.
        ProcessHandle.allProcesses()
                .filter(each -> each.info().commandLine().orElse("").contains(directory + "/site"))
                .forEach(supervisor -> {
                    supervisor.descendants().forEach(ProcessHandle::destroyForcibly);
                    supervisor.destroyForcibly();
                });
        cluster.close();
    }

    @Test
    void itRunsAPodShowsItsLogStopsOnSigtermAndFindsThePodAgain() throws Exception {
        start("text");
        soon().until(cluster::nodeIsReady);
        cluster.createPod(
                "web", "trap 'exit 0' TERM; echo hello; echo $$$$ > " + directory + "/pid; while :; do sleep 1; done");
        soon().until(() -> cluster.phase("web").equals("Running"));
        soon().untilAsserted(() -> assertThat(log("web")).isEqualTo("hello\n"));
        long process = Long.parseLong(Files.readString(directory.resolve("pid")).trim());

        assertThat(stop()).isIn(0, 143);

        assertThat(output())
                .contains("outrigger: outrigger ")
                .contains("kubelet endpoint https://127.0.0.1:")
                .contains("site press-hall-1 by provider local")
                .contains("stopping; pods go on running")
                .doesNotContain("ERROR")
                .doesNotContain("Exception");
        assertThat(ProcessHandle.of(process)).get().matches(ProcessHandle::isAlive);

        start("json");
        soon().untilAsserted(() -> assertThat(log("web")).isEqualTo("hello\n"));
        cluster.client.pods().inNamespace("default").withName("web").delete();
        soon().until(() -> cluster.isGone("web"));
        assertThat(ProcessHandle.of(process).filter(ProcessHandle::isAlive)).isEmpty();
        assertThat(output().lines().reduce((first, last) -> last).orElseThrow()).startsWith("{\"");
    }

    @Test
    void itRefusesAWrongConfigurationWithExitCodeTwo() throws Exception {
        Files.writeString(cluster.configuration(), "cluster: demo\nsitse: []\n");

        start("text");

        assertThat(program.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(program.exitValue()).isEqualTo(2);
        assertThat(output().strip())
                .isEqualTo(cluster.configuration() + ":2: unknown key \"sitse\"; did you mean \"sites\"?");
    }

    private void start(String format) throws IOException {
        program = new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-jar",
                        System.getProperty("outrigger.program"),
                        "run",
                        "--config",
                        cluster.configuration().toString(),
                        "--log-format",
                        format))
                .redirectErrorStream(true)
                .redirectOutput(Redirect.appendTo(directory.resolve("output").toFile()))
                .start();
    }

    private int stop() throws InterruptedException {
        program.destroy();
        assertThat(program.waitFor(30, TimeUnit.SECONDS)).isTrue();
        return program.exitValue();
    }

    private String output() throws IOException {
        return Files.readString(directory.resolve("output"));
    }

    private String log(String pod) {
        return cluster.client.pods().inNamespace("default").withName(pod).getLog();
    }

    private static ConditionFactory soon() {
        return await().atMost(Duration.ofSeconds(60))
                .pollInterval(Duration.ofMillis(200))
                .ignoreExceptions();
    }
}
