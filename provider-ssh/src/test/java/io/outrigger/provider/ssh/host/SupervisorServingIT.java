// SPDX-License-Identifier: Apache-2.0
package io.outrigger.provider.ssh.host;

import static io.outrigger.provider.ssh.host.SupervisedPod.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.outrigger.provider.ssh.EveryShell;
import io.outrigger.provider.ssh.link.CommandOutput;
import io.outrigger.provider.ssh.link.HostProcess;
import io.outrigger.provider.ssh.link.LocalLink;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;

/** A supervisor that carries out verb after verb does what as many that are called would do. */
@Tag("shell")
final class SupervisorServingIT {

    private static final List<String> HOSTILE =
            List.of("", " ", "a b", "$(touch here)", "`touch here`", "'\"", "\\n\\", "*", "-e", "é☃", "; exit 3");

    @TempDir
    Path directory;

    @EveryShell
    void aPodIsStartedReportedAndStopped(String shell) throws Exception {
        try (SupervisedPod pod = new SupervisedPod(directory, shell);
                ServedVerbs served = serve(pod, shell)) {
            pod.policy("Always", "1 4 600").app("main", "exec sleep 1000").written();
            assertThat(served.exchange(List.of("start", pod.pod().toString()))).isEqualTo(new CommandOutput(0, "", ""));
            eventually(() -> assertThat(pod.state("main")).containsEntry("phase", "running"));
            String served1 = served.exchange(List.of("report", pod.node.toString(), pod.uid))
                    .output();
            assertThat(served1).isEqualTo(pod.report()).endsWith("done\n");
            served.exchange(List.of("stop", pod.pod().toString(), "5"));
            eventually(() -> assertThat(pod.state("main")).containsEntry("phase", "terminated"));
        }
    }

    @EveryShell
    void theAgeOfACommandIsToldWhileItRuns(String shell) throws Exception {
        try (SupervisedPod pod = new SupervisedPod(directory, shell);
                ServedVerbs served = serve(pod, shell)) {
            pod.policy("Always", "1 4 600").app("main", "exec sleep 1000").written();
            List<String> age = List.of("age", pod.pod().toString(), "main.0123");
            assertThat(served.exchange(age)).isEqualTo(new CommandOutput(0, "", ""));
            ProcessBuilder command = new ProcessBuilder("sleep", "1000");
            command.environment().put("OUTRIGGER_POD", pod.uid);
            command.environment().put("OUTRIGGER_COMMAND", "main.0123");
            Process running = command.start();
            try {
                long first = hundredths(served.exchange(age));
                assertThat(first).isBetween(0L, 6_000L);
                eventually(() -> assertThat(hundredths(served.exchange(age))).isGreaterThan(first));
            } finally {
                running.destroyForcibly().waitFor();
            }
            assertThat(served.exchange(age)).isEqualTo(new CommandOutput(0, "", ""));
        }
    }

    private static long hundredths(CommandOutput told) {
        assertThat(told.error()).isEmpty();
        return Long.parseLong(told.output().strip());
    }

    @EveryShell
    void theConnectionEndsWhileWhatWasStartedGoesOn(String shell) throws Exception {
        try (SupervisedPod pod = new SupervisedPod(directory, shell)) {
            pod.policy("Always", "1 4 600").app("main", "exec sleep 1000").written();
            HostProcess process = start(pod, shell);
            new ServedVerbs(process).exchange(List.of("start", pod.pod().toString()));
            eventually(() -> assertThat(pod.state("main")).containsEntry("phase", "running"));
            process.input().close();
            // Whoever kept the output open would keep a channel of an SSH server open for ever.
            assertThat(process.output().read()).isEqualTo(-1);
            assertThat(process.await()).isZero();
            assertThat(pod.report()).contains("process alive");
        }
    }

    @EveryShell
    void codesAndComplaintsComeBack(String shell) throws Exception {
        try (SupervisedPod pod = new SupervisedPod(directory, shell);
                ServedVerbs served = serve(pod, shell)) {
            assertThat(served.exchange(List.of("report", pod.node + "/nowhere")).exitCode())
                    .isEqualTo(72);
            assertThat(served.exchange(List.of("unheard")))
                    .isEqualTo(new CommandOutput(64, "", "unknown verb unheard"));
            assertThat(served.exchange(List.of("report", pod.node.toString())).exitCode())
                    .isZero();
        }
    }

    @EveryShell
    void hostileWordsAreWords(String shell) throws Exception {
        try (SupervisedPod pod = new SupervisedPod(directory, shell)) {
            pod.functions("say() { printf '<%s>' \"$@\"; printf '<%s>' \"$@\" >&2; exit 7; }\n");
            Path program = pod.node.resolve("bin/tools/pod-supervisor.sh");
            Files.writeString(program, Files.readString(program).replace("    serve) ;;", "    serve | say) ;;"));
            try (ServedVerbs served = serve(pod, shell)) {
                for (String word : HOSTILE) {
                    assertThat(served.exchange(List.of("say", "first", word, word)))
                            .isEqualTo(new CommandOutput(
                                    7, "<" + word + "><" + word + ">", "<" + word + "><" + word + ">"));
                }
            }
            assertThat(pod.node.resolve("here")).doesNotExist();
        }
    }

    private static ServedVerbs serve(SupervisedPod pod, String shell) throws Exception {
        return new ServedVerbs(start(pod, shell));
    }

    private static HostProcess start(SupervisedPod pod, String shell) throws Exception {
        String program = pod.node.resolve("bin/tools/pod-supervisor.sh").toString();
        return new LocalLink(Thread::new).start(List.of(shell, program, "serve", shell));
    }
}
