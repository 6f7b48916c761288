// SPDX-License-Identifier: Apache-2.0
package io.outrigger.provider.ssh.host;

import static org.assertj.core.api.Assertions.assertThat;

import io.outrigger.provider.ssh.EveryShell;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;

/** How the shell reads state files that were cut off after any byte, or are no such files at all. */
@Tag("shell")
final class SupervisorFilesIT {

    private static final String STATE = """
            phase running
            pid 4711
            ticks 123456
            boot 0f0f0f0f-1111-2222-3333-444444444444
            restarts 3
            started 1700000000
            exit 7
            reason Error
            exit_started 1699999000
            exit_finished 1699999990
            last_exit 1
            last_reason Error
            last_started 1699998000
            last_finished 1699998990
            delay 10
            backoff 20
            end state
            """;
    private static final String PLAN = """
            pod default web
            policy OnFailure
            backoff 10 300 600
            init setup 0 file
            app main 4 logs
            # end
            """;

    @TempDir
    Path directory;

    @EveryShell
    void aStateThatIsCutOffAfterAnyByteIsNotBelieved(String shell) throws Exception {
        // Instance 5 was started after this state had been written: only the logs know of it.
        cut(STATE, "state", Files.createDirectories(directory.resolve("cut")));
        String each = "for dir in cut/*; do name=main; base=0; mkdir $dir/logs; : >$dir/logs/5.0.log; load; "
                + "echo \"${dir#cut/} $phase $restarts $exit_code ${pid:-none}\"; done";
        for (String line : run(shell, "marked() { :; }; mkdir() { command mkdir -p \"$@\"; };" + each)) {
            assertThat(line).isEqualTo(prefix(line) + (whole(line, STATE) ? "running 3 7 4711" : "lost 5  none"));
        }
    }

    @EveryShell
    void whatTheLogsSayOfTheEndIsBelievedWhenTheStateIsCutOff(String shell) throws Exception {
        cut(STATE, "state", Files.createDirectories(directory.resolve("cut")));
        String each = "for dir in cut/*; do name=main; base=0; mkdir -p $dir/logs; : >$dir/logs/5.0.log; "
                + "echo 9 >$dir/logs/5.ended; load; echo \"${dir#cut/} $phase $restarts $exit_code\"; done";
        for (String line : run(shell, "marked() { :; };" + each)) {
            assertThat(line).isEqualTo(prefix(line) + (whole(line, STATE) ? "running 3 7" : "ended 5 9"));
        }
    }

    @EveryShell
    void aProcessThatRunsIsFoundWhenTheStateIsCutOff(String shell) throws Exception {
        Process container = new ProcessBuilder("setsid", "env", "OUTRIGGER_CONTAINER=main", "sleep", "1000").start();
        try {
            cut(STATE, "state", Files.createDirectories(directory.resolve("cut")));
            String process = Long.toString(container.pid());
            String each = "for dir in cut/*; do name=main; base=0; mkdir -p $dir/logs; : >$dir/logs/5.0.log; load; "
                    + "echo \"${dir#cut/} $phase $restarts $pid\"; done";
            for (String line : run(shell, "marked() { echo " + process + "; };" + each)) {
                assertThat(line)
                        .isEqualTo(prefix(line) + (whole(line, STATE) ? "running 3 4711" : "running 5 " + process));
            }
        } finally {
            container.destroyForcibly();
        }
    }

    @EveryShell
    void aReportSaysOfEveryStateThatIsCutOffThatItIsDamaged(String shell) throws Exception {
        cut(STATE, "state", Files.createDirectories(directory.resolve("containers")));
        for (String line :
                run(shell, "for each in containers/*; do phase_of ${each#*/}; echo \"${each#*/} $phase\"; done")) {
            assertThat(line).isEqualTo(prefix(line) + (whole(line, STATE) ? "running" : "damaged"));
        }
    }

    @EveryShell
    void aPlanThatIsCutOffAfterAnyByteIsNotFollowed(String shell) throws Exception {
        cut(PLAN, "plan", Files.createDirectories(directory.resolve("cut")));
        String each = "for each in cut/*; do cd $each; read_plan && answer=yes || answer=no; "
                + "echo \"${each#cut/} $answer\"; cd ../..; done";
        for (String line : run(shell, each)) {
            assertThat(line).isEqualTo(prefix(line) + (whole(line, PLAN) ? "yes" : "no"));
        }
    }

    @EveryShell
    void aNameOfAShellThatIsCutOffAfterAnyByteNamesNobody(String shell) throws Exception {
        Process living = new ProcessBuilder("sleep", "1000").start();
        try {
            String boot =
                    Files.readString(Path.of("/proc/sys/kernel/random/boot_id")).strip();
            String stat = Files.readString(Path.of("/proc/" + living.pid() + "/stat"));
            String name =
                    living.pid() + " " + stat.substring(stat.indexOf(')') + 2).split(" ")[19] + " " + boot + "\n";
            cut(name, "runner", Files.createDirectories(directory.resolve("cut")));
            String each = "boot_id=" + boot + "; for each in cut/*; do "
                    + "holder_alive $each/runner && answer=alive || answer=nobody; nameless $each/runner && "
                    + "answer=$answer-damaged; echo \"${each#cut/} $answer\"; done";
            for (String line : run(shell, each)) {
                assertThat(line).isEqualTo(prefix(line) + (whole(line, name) ? "alive" : "nobody-damaged"));
            }
        } finally {
            living.destroyForcibly();
        }
    }

    @EveryShell
    void aDeadlineThatIsCutOffAfterAnyByteIsNoDeadlineButStillARequest(String shell) throws Exception {
        String deadline = "1799999999\n";
        cut(deadline, "stop", Files.createDirectories(directory.resolve("cut")));
        String each =
                "for each in cut/*; do cd $each; stopping && echo \"${each#cut/} ${deadline:-unknown}\"; cd ../..; done";
        List<String> lines = run(shell, each);
        assertThat(lines).hasSize(deadline.length() + 1);
        for (String line : lines) {
            assertThat(line).isEqualTo(prefix(line) + (whole(line, deadline) ? "1799999999" : "unknown"));
        }
    }

    @EveryShell
    void aScriptThatIsCutOffAfterAnyByteIsNotRun(String shell) throws Exception {
        String script = "cd work || exit 128\nexec env -i -- 'A=b' 'rm' '-rf' '/data/old'\n# end\n";
        cut(script, "run", Files.createDirectories(directory.resolve("cut")));
        String each =
                "for each in cut/*; do whole $each/run && answer=yes || answer=no; echo \"${each#cut/} $answer\"; done";
        for (String line : run(shell, each)) {
            // Without the last line break it is still whole.
            boolean whole = Integer.parseInt(prefix(line).strip()) >= script.length() - 1;
            assertThat(line).isEqualTo(prefix(line) + (whole ? "yes" : "no"));
        }
    }

    @EveryShell
    void whatIsNoStateFileAtAllIsNotRead(String shell) throws Exception {
        Path cut = Files.createDirectories(directory.resolve("containers"));
        byte[] garbage = new byte[4096];
        new Random(1).nextBytes(garbage);
        Files.write(container(cut, "garbage").resolve("state"), garbage);
        Files.createFile(container(cut, "empty").resolve("state"));
        Files.createDirectory(container(cut, "directory").resolve("state"));
        Files.createSymbolicLink(container(cut, "endless").resolve("state"), Path.of("/dev/zero"));
        Files.createSymbolicLink(container(cut, "dangling").resolve("state"), Path.of("nowhere"));
        Files.createSymbolicLink(container(cut, "circle").resolve("state"), Path.of("state"));
        new ProcessBuilder("mkfifo", container(cut, "pipe").resolve("state").toString())
                .start()
                .waitFor();
        Files.writeString(container(cut, "words").resolve("state"), STATE.replace("restarts 3", "restarts 3+x"));
        Files.writeString(container(cut, "octal").resolve("state"), STATE.replace("delay 10", "delay 08"));
        try (RandomAccessFile large =
                new RandomAccessFile(container(cut, "large").resolve("state").toFile(), "rw")) {
            large.setLength(100L << 20);
        }
        String each = "marked() { :; }; find_large .; for dir in containers/*; do name=main; base=0; "
                + "mkdir -p $dir/logs; : >$dir/logs/5.0.log; load; echo \"$dir $phase $restarts\"; done";
        List<String> lines = run(shell, each);
        assertThat(lines).hasSize(10).allSatisfy(line -> assertThat(line).endsWith(" lost 5"));
    }

    /** Nobody looked for large files in the instant in which it became one. */
    @EveryShell
    void aDeadlineThatGrowsWithoutEndWhileItIsReadIsNoDeadlineButStillARequest(String shell) throws Exception {
        endless(directory.resolve("stop"));
        assertThat(run(shell, "stopping && echo \"stop at ${deadline:-unknown}\""))
                .containsExactly("stop at unknown");
    }

    @EveryShell
    void aNameThatGrowsWithoutEndWhileItIsReadNamesNobody(String shell) throws Exception {
        endless(directory.resolve("runner"));
        assertThat(run(shell, "holder_alive runner && echo somebody || echo nobody"))
                .containsExactly("nobody");
    }

    @EveryShell
    void aStateAndANameThatGrowWithoutEndAreWrittenAgainByTheShellThatKnowsThem(String shell) throws Exception {
        String lines = "notify() { :; }; name=main; dir=.; forget; restarts=2; phase=running; publish; hold runner; "
                + "mv endless-1 state; mv endless-2 runner; mend; cat state; read -r named rest <runner; "
                + "[ $named = $$ ] && echo \"named itself\"";
        endless(directory.resolve("endless-1"));
        endless(directory.resolve("endless-2"));
        assertThat(run(shell, lines)).contains("phase running", "restarts 2", "end state", "named itself");
    }

    /** Bash loses the trap of a signal that comes while it reads a command, but not that it has come. */
    @EveryShell
    void aContainerThatLivesHasNotEndedWhateverTheShellSaysOfTheWaiting(String shell) throws Exception {
        String lines = "turns=0; wait() { turns=$((turns + 1)); [ $turns = 1 ] && return 138; command wait \"$@\"; }; "
                + "notify() { :; }; name=main; role=app; dir=.; adopted=no; pump_pid=; forget; published=none; held=none; "
                + "sh -c 'sleep 1; exit 7' & pid=$!; start_ticks $pid; pid_ticks=$ticks; pid_boot=$boot_id; "
                + "restarts=0; phase=running; await; echo \"ended with $exit_code\"";
        assertThat(run(shell, lines)).containsExactly("ended with 7");
    }

    private static void endless(Path file) throws IOException {
        try (RandomAccessFile large = new RandomAccessFile(file.toFile(), "rw")) {
            large.setLength(1L << 40);
        }
    }

    private static Path container(Path cut, String name) throws IOException {
        return Files.createDirectory(cut.resolve(name));
    }

    /** Writes the text cut off after 0, 1, 2... bytes, each into a directory of that name. */
    private static void cut(String text, String file, Path directory) throws IOException {
        byte[] whole = text.getBytes(StandardCharsets.UTF_8);
        for (int length = 0; length <= whole.length; length++) {
            Path each = Files.createDirectory(directory.resolve(Integer.toString(length)));
            Files.write(each.resolve(file), Arrays.copyOf(whole, length));
        }
    }

    private static String prefix(String line) {
        return line.substring(0, line.indexOf(' ') + 1);
    }

    private static boolean whole(String line, String text) {
        return Integer.parseInt(prefix(line).strip()) == text.length();
    }

    /** Runs lines with the functions of the program, all in one shell, which is killed when it reads for ever. */
    private List<String> run(String shell, String lines) throws Exception {
        String program = new String(SupervisorProgram.current().files().get(0).content(), StandardCharsets.UTF_8);
        String functions = SupervisedPod.definitions(program);
        Path script = Files.writeString(
                directory.resolve("functions.sh"),
                functions + "boot_id=here\nbackoff_base=10\nOUTRIGGER_POD=${PWD##*/}\n" + lines + "\n");
        Process process = new ProcessBuilder(shell, script.toString())
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .start();
        process.onExit().orTimeout(60, TimeUnit.SECONDS).exceptionally(late -> process.destroyForcibly());
        List<String> output = new ArrayList<>(SupervisedPod.end(process).lines().toList());
        assertThat(process.exitValue()).as(output.toString()).isZero();
        assertThat(output).isNotEmpty();
        return output;
    }
}
