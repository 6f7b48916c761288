// SPDX-License-Identifier: Apache-2.0
package io.outrigger.provider.ssh.host;

import static io.outrigger.provider.ssh.host.SupervisedPod.alive;
import static io.outrigger.provider.ssh.host.SupervisedPod.eventually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.outrigger.provider.ssh.EveryShell;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;

/** The program on the host in bad weather: another boot, a number used again, another clock, another account, no disk. */
@Tag("shell")
final class SupervisorWeatherIT {

    private static final String PACE = "10 300 600";
    private static final String NOBODY = "65534";
    private static final String OTHER_BOOT = "00000000-0000-0000-0000-000000000000";

    @TempDir
    Path directory;

    @EveryShell
    void anotherBootsProcessesAreNotOursAndTheContainerCountsAsLost(String shell) throws Exception {
        Process innocent = new ProcessBuilder("setsid", "sleep", "1000").start();
        try (SupervisedPod pod = running(shell, "echo $$ >>starts; exec sleep 1000")) {
            pod.killEverything();
            // The numbers belong to a living process, as they can after a reboot, and so does the start time.
            rewrite(pod, "state", "pid", Long.toString(innocent.pid()));
            rewrite(pod, "state", "ticks", ticks(innocent.pid()));
            rewrite(pod, "state", "boot", OTHER_BOOT);
            Files.writeString(
                    pod.file("containers/main/runner"),
                    innocent.pid() + " " + ticks(innocent.pid()) + " " + OTHER_BOOT + "\n");
            assertThat(pod.report()).doesNotContain("supervised").doesNotContain("process alive");

            pod.run("start");
            eventually(() -> assertThat(pod.state("main"))
                    .containsEntry("phase", "running")
                    .containsEntry("restarts", "1")
                    .containsEntry("exit", "255")
                    .containsEntry("reason", "Unknown"));
            assertThat(pod.process("main")).isNotEqualTo(innocent.pid());
            assertThat(innocent.isAlive()).isTrue();
        } finally {
            innocent.destroyForcibly();
        }
    }

    @EveryShell
    void aNumberThatAnotherProcessGotIsNeverSignalled(String shell) throws Exception {
        Process innocent = new ProcessBuilder("setsid", "sleep", "1000").start();
        try (SupervisedPod pod = running(shell, "exec sleep 1000")) {
            pod.killEverything();
            rewrite(pod, "state", "pid", Long.toString(innocent.pid()));
            String boot = pod.state("main").get("boot");
            // The process of that number was started at another time.
            Files.writeString(pod.file("containers/main/runner"), innocent.pid() + " 1 " + boot + "\n");
            Files.writeString(pod.file("supervisor"), innocent.pid() + " 1 " + boot + "\n");
            pod.run("stop", "0");
            eventually(() -> assertThat(pod.state("main")).containsEntry("phase", "terminated"));
            pod.run("destroy");
            assertThat(innocent.isAlive()).isTrue();
        } finally {
            innocent.destroyForcibly();
        }
    }

    @EveryShell
    void anAdoptedProcessThatIsReplacedByAnotherOfItsNumberIsNotKilledWithItsGroup(String shell) throws Exception {
        // The functions that guard every kill, because a number cannot be made to come back.
        Process innocent = new ProcessBuilder("setsid", "sleep", "1000").start();
        try (SupervisedPod pod = running(shell, "exec sleep 1000")) {
            Path functions = directory.resolve("functions.sh");
            String program = Files.readString(pod.node.resolve("bin/tools/pod-supervisor.sh"));
            Files.writeString(
                    functions,
                    SupervisedPod.definitions(program) + "taken_over " + innocent.pid()
                            + " 1 && echo other; taken_over " + innocent.pid() + " " + ticks(innocent.pid())
                            + " || echo ours; kill_after 0 1 " + innocent.pid() + "; wait\n");
            Process check = new ProcessBuilder(shell, functions.toString())
                    .redirectErrorStream(true)
                    .start();
            assertThat(SupervisedPod.end(check)).isEqualTo("other\nours\n");
            assertThat(innocent.isAlive()).isTrue();
        } finally {
            innocent.destroyForcibly();
        }
    }

    @EveryShell
    void theBackOffBeginsAnewAfterTenMinutesOnTheClockAndNotBefore(String shell) throws Exception {
        Path clock = Files.writeString(directory.resolve("clock"), "1000000\n");
        try (SupervisedPod pod = new SupervisedPod(directory, shell)) {
            // Nobody waits for a real clock; the program looks at its own again and again.
            pod.functions("date() { cat " + clock + "; }\nsleep() { exec /bin/sleep 0.02; }\n")
                    .policy("Always", PACE)
                    .app("main", "while [ ! -e end ]; do /bin/sleep 0.02; done; rm end; exit 1")
                    .written();
            pod.run("start");
            crash(pod, 0);
            running(pod, 1);
            crash(pod, 1);
            eventually(() -> assertThat(pod.state("main"))
                    .containsEntry("phase", "backoff")
                    .containsEntry("delay", "10"));
            advance(clock, 9);
            assertThat(pod.state("main")).containsEntry("phase", "backoff");
            advance(clock, 1);
            running(pod, 2);

            // One second short of ten minutes the delay goes on doubling.
            advance(clock, 599);
            crash(pod, 2);
            eventually(() -> assertThat(pod.state("main"))
                    .containsEntry("phase", "backoff")
                    .containsEntry("delay", "20"));
            advance(clock, 20);
            running(pod, 3);

            advance(clock, 600);
            crash(pod, 3);
            running(pod, 4);
            crash(pod, 4);
            eventually(() -> assertThat(pod.state("main"))
                    .containsEntry("phase", "backoff")
                    .containsEntry("delay", "10"));
        }
    }

    @EveryShell
    void aGraceThatIsMadeShorterCountsAndOneThatIsMadeLongerDoesNot(String shell) throws Exception {
        try (SupervisedPod pod = running(shell, "trap \"\" TERM; touch ready; while :; do sleep 0.1; done")) {
            eventually(() -> assertThat(pod.file("work/ready")).exists());
            pod.run("stop", "30");
            long first = Long.parseLong(Files.readString(pod.file("stop")).strip());
            pod.run("stop", "60");
            assertThat(Files.readString(pod.file("stop")).strip()).isEqualTo(Long.toString(first));
            assertThat(alive(pod.process("main"))).isTrue();
            pod.run("stop", "1");
            eventually(() -> assertThat(pod.state("main"))
                    .containsEntry("phase", "terminated")
                    .containsEntry("exit", "137"));
            assertThat(System.currentTimeMillis() / 1000).isLessThan(first);
        }
    }

    @EveryShell
    void destroyingAPodWhileItIsStoppingLeavesNothing(String shell) throws Exception {
        try (SupervisedPod pod = running(shell, "trap \"\" TERM; touch ready; while :; do sleep 0.1; done")) {
            eventually(() -> assertThat(pod.file("work/ready")).exists());
            pod.run("stop", "30");
            assertThat(pod.run("destroy")).isEmpty();
            assertThat(pod.pod()).doesNotExist();
            assertThat(pod.processes()).isEmpty();
        }
    }

    @EveryShell
    void childrenThatAreDeafToTermAreGoneAfterTheGrace(String shell) throws Exception {
        String deaf = "(trap \"\" TERM; echo $$ >deaf; while :; do sleep 0.1; done) & touch ready; "
                + "trap \"exit 0\" TERM; while :; do sleep 0.1; done";
        try (SupervisedPod pod = running(shell, deaf)) {
            eventually(() -> assertThat(pod.file("work/deaf")).exists());
            pod.run("stop", "2");
            // The first process leaves at once with its own code, and nothing outlives it.
            eventually(() -> assertThat(pod.state("main"))
                    .containsEntry("phase", "terminated")
                    .containsEntry("exit", "0"));
            eventually(() -> assertThat(pod.processes()).isEmpty());
        }
    }

    @EveryShell
    void aWholeFamilyThatIsDeafToTermIsKilledAfterTheGrace(String shell) throws Exception {
        String deaf = "trap \"\" TERM; (while :; do sleep 0.1; done) & touch ready; while :; do sleep 0.1; done";
        try (SupervisedPod pod = running(shell, deaf)) {
            eventually(() -> assertThat(pod.file("work/ready")).exists());
            pod.run("stop", "1");
            eventually(() -> assertThat(pod.state("main")).containsEntry("exit", "137"));
            eventually(() -> assertThat(pod.processes()).isEmpty());
        }
    }

    @EveryShell
    void childrenThatAreLeftBehindInTheBackgroundDieWithTheFirstProcess(String shell) throws Exception {
        try (SupervisedPod pod = new SupervisedPod(directory, shell)) {
            pod.policy("Never", PACE)
                    .app("main", "sleep 1000 & (trap \"\" TERM HUP; sleep 1001) & exit 4")
                    .written();
            pod.run("start");
            eventually(() -> assertThat(pod.state("main"))
                    .containsEntry("phase", "terminated")
                    .containsEntry("exit", "4"));
            eventually(() -> assertThat(pod.processes()).isEmpty());
        }
    }

    @EveryShell
    void aNoticeIsNotSwallowedByALineOfTheJournalThatWasCutOff(String shell) throws Exception {
        try (SupervisedPod pod = running(shell, "while [ ! -e end ]; do sleep 0.02; done; exit 1")) {
            Path journal = pod.node.resolve("journal");
            Files.writeString(journal, pod.uid.substring(0, 20), StandardOpenOption.TRUNCATE_EXISTING);
            Files.createFile(pod.file("work/end"));
            eventually(() -> assertThat(Files.readAllLines(journal)).contains(pod.uid));
        }
    }

    @EveryShell
    void aJournalThatIsADirectoryBecomesAJournalAgain(String shell) throws Exception {
        try (SupervisedPod pod = running(shell, "while [ ! -e end ]; do sleep 0.02; done; rm end; exit 1")) {
            Path journal = pod.node.resolve("journal");
            Files.delete(journal);
            Files.createDirectory(journal);
            crash(pod, 0);
            eventually(() -> assertThat(journal).isRegularFile());
            crash(pod, 1);
            eventually(() -> assertThat(Files.readString(journal)).contains(pod.uid));
        }
    }

    @EveryShell
    void aDirectoryThatCannotBeWrittenEndsNothingAndTheEndIsToldWhenItCan(String shell) throws Exception {
        try (SupervisedPod pod = unprivileged(shell)) {
            Path end = directory.resolve("end");
            pod.policy("Never", PACE)
                    .app("main", "while [ ! -e " + end + " ]; do sleep 0.05; done; exit 6")
                    .written();
            pod.giveTo(NOBODY);
            pod.run("start");
            eventually(() -> assertThat(pod.state("main")).containsEntry("phase", "running"));
            permit(pod, "r-x------");
            assertThat(pod.run("stop", "5")).contains("/stop cannot be written");
            assertThat(alive(pod.process("main"))).isTrue();
            Files.createFile(end);
            eventually(() -> assertThat(alive(pod.process("main"))).isFalse());
            assertThat(pod.state("main")).containsEntry("phase", "running").containsEntry("end", "state");
            permit(pod, "rwx------");
            eventually(() -> assertThat(pod.state("main"))
                    .containsEntry("phase", "terminated")
                    .containsEntry("exit", "6"));
        }
    }

    @EveryShell
    void aFullDiskKeepsTheOldStateWholeUntilTheNewOneFits(String shell) throws Exception {
        Path disk = Files.createDirectory(directory.resolve("disk"));
        assumeTrue(mount("-t", "tmpfs", "-o", "size=1m", "none", disk) == 0, "SKIPPED: nothing can be mounted here");
        try (SupervisedPod pod = new SupervisedPod(disk, shell)) {
            Path end = directory.resolve("end");
            pod.policy("Never", PACE)
                    .app("main", "while [ ! -e " + end + " ]; do sleep 0.05; done; exit 6")
                    .written();
            pod.run("start");
            eventually(() -> assertThat(pod.state("main")).containsEntry("phase", "running"));
            SupervisedPod.end(new ProcessBuilder("dd", "if=/dev/zero", "of=" + disk.resolve("fill"), "bs=4k").start());
            Files.createFile(end);
            eventually(() -> assertThat(alive(pod.process("main"))).isFalse());
            assertThat(pod.state("main")).containsEntry("phase", "running").containsEntry("end", "state");
            assertThat(pod.report()).doesNotContain("damaged");
            Files.delete(disk.resolve("fill"));
            eventually(() -> assertThat(pod.state("main"))
                    .containsEntry("phase", "terminated")
                    .containsEntry("exit", "6"));
        } finally {
            unmount(disk);
        }
    }

    @EveryShell
    void aFullDiskDoesNotKeepTheNextProgramFromPreparingTheHost(String shell) throws Exception {
        Path disk = Files.createDirectory(directory.resolve("disk"));
        assumeTrue(mount("-t", "tmpfs", "-o", "size=1m", "none", disk) == 0, "SKIPPED: nothing can be mounted here");
        try (SupervisedPod pod = new SupervisedPod(disk, shell)) {
            assertThat(SupervisedPod.end(pod.begin("prepare", pod.node))).endsWith("done\n");
            SupervisedPod.end(new ProcessBuilder("dd", "if=/dev/zero", "of=" + disk.resolve("fill"), "bs=4k").start());
            assertThat(SupervisedPod.end(pod.begin("prepare", pod.node))).endsWith("done\n");
        } finally {
            unmount(disk);
        }
    }

    @EveryShell
    void anAccountThatIsNotRootRunsPods(String shell) throws Exception {
        try (SupervisedPod pod = unprivileged(shell)) {
            pod.policy("Never", PACE)
                    .app("main", "id -u >account; trap \"exit 3\" TERM; while :; do sleep 0.1; done")
                    .written()
                    .giveTo(NOBODY);
            assertThat(SupervisedPod.end(pod.begin("prepare", pod.node))).isEqualTo("limits\ndone\n");
            assertThat(pod.run("start")).isEmpty();
            eventually(() -> assertThat(pod.file("work/account")).hasContent("65534"));
            eventually(() -> assertThat(pod.report()).contains("runner alive", "process alive", "supervised"));
            pod.run("stop", "5");
            eventually(() -> assertThat(pod.state("main")).containsEntry("phase", "terminated"));
            assertThat(pod.state("main")).containsEntry("exit", "3");
            assertThat(pod.run("destroy")).isEmpty();
            assertThat(pod.pod()).doesNotExist();
        }
    }

    private SupervisedPod unprivileged(String shell) throws IOException {
        assumeTrue(
                Files.isExecutable(Path.of("/usr/bin/setpriv")) && "root".equals(System.getProperty("user.name")),
                "SKIPPED: there is no way to another account here");
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
        return new SupervisedPod(directory, shell)
                .through("setpriv", "--reuid=" + NOBODY, "--regid=" + NOBODY, "--clear-groups");
    }

    private static void permit(SupervisedPod pod, String permissions) throws IOException {
        for (String each : List.of("", "containers/main", "containers/main/logs")) {
            Files.setPosixFilePermissions(pod.file(each), PosixFilePermissions.fromString(permissions));
        }
    }

    private SupervisedPod running(String shell, String script) throws IOException {
        SupervisedPod pod = new SupervisedPod(directory, shell);
        pod.policy("Always", PACE).app("main", script).written();
        pod.run("start");
        running(pod, 0);
        return pod;
    }

    private static void running(SupervisedPod pod, int restarts) {
        eventually(() -> assertThat(pod.state("main"))
                .containsEntry("phase", "running")
                .containsEntry("restarts", Integer.toString(restarts)));
    }

    private static void crash(SupervisedPod pod, int restarts) throws IOException {
        running(pod, restarts);
        Files.createFile(pod.file("work/end"));
        eventually(() -> assertThat(pod.file("work/end")).doesNotExist());
    }

    private static void advance(Path clock, int seconds) throws IOException {
        long now = Long.parseLong(Files.readString(clock).strip());
        Path next = Files.writeString(clock.resolveSibling("clock.new"), now + seconds + "\n");
        Files.move(next, clock, java.nio.file.StandardCopyOption.ATOMIC_MOVE);
    }

    private static void rewrite(SupervisedPod pod, String file, String key, String value) throws IOException {
        Path path = pod.file("containers/main/" + file);
        String text = Files.readString(path);
        Files.writeString(
                path,
                Pattern.compile("^" + key + " .*$", Pattern.MULTILINE)
                        .matcher(text)
                        .replaceFirst(key + " " + value));
    }

    private static String ticks(long process) throws IOException {
        String stat = Files.readString(Path.of("/proc/" + process + "/stat"));
        return stat.substring(stat.lastIndexOf(')') + 2).split(" ")[19];
    }

    private static int mount(Object... words) throws Exception {
        List<String> command = new ArrayList<>(List.of("mount"));
        for (Object word : words) {
            command.add(word.toString());
        }
        return new ProcessBuilder(command).start().waitFor();
    }

    private static void unmount(Path disk) throws Exception {
        new ProcessBuilder("umount", "-l", disk.toString()).start().waitFor();
    }
}
