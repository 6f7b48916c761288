// SPDX-License-Identifier: Apache-2.0
package io.outrigger.provider.ssh.host;

import static io.outrigger.provider.ssh.host.SupervisedPod.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.outrigger.provider.ssh.EveryShell;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;

/** The program on the host when the host has started again, and how it comes to be run then. */
@Tag("shell")
final class SupervisorBootIT {

    private static final String PACE = "10 300 600";

    /** Makes of the account that runs the tests whichever is wanted. */
    private static final String ROOT = "0";

    private static final String ORDINARY = "1000";

    @TempDir
    Path directory;

    @EveryShell
    void aPodGoesOnAfterARebootAndRunsItsInitContainersAgain(String shell) throws Exception {
        try (SupervisedPod pod = new SupervisedPod(directory, shell)) {
            pod.policy("Always", PACE)
                    .init("first", "echo first >>order")
                    .sidecar("beside", "echo beside >>order; exec sleep 1000")
                    .init("second", "echo second >>order")
                    .app("main", "echo main >>order; exec sleep 1000")
                    .app("other", "exec sleep 1000")
                    .written();
            pod.run("start");
            awaitRunning(pod, "main", "other");
            eventually(() -> assertThat(pod.file("work/order")).content().endsWith("main\n"));
            reboot(pod);
            boot(pod);
            awaitRunning(pod, "main", "other", "beside");
            eventually(() -> assertThat(Files.readAllLines(pod.file("work/order")))
                    .containsExactly("first", "beside", "second", "main", "first", "beside", "second", "main"));
            for (String ran : List.of("main", "other", "beside")) {
                assertThat(pod.state(ran))
                        .containsEntry("restarts", "1")
                        .containsEntry("exit", "255")
                        .containsEntry("reason", "Unknown");
            }
            assertThat(pod.state("first"))
                    .containsEntry("phase", "terminated")
                    .containsEntry("restarts", "1")
                    .containsEntry("exit", "0");
            assertThat(pod.report()).contains("supervised\n");
        }
    }

    @EveryShell
    void aBackOffEndsWithTheBootItBeganIn(String shell) throws Exception {
        try (SupervisedPod pod = new SupervisedPod(directory, shell)) {
            pod.policy("OnFailure", "300 300 600")
                    .app("main", "echo >>starts; [ -e good ] && exec sleep 1000; exit 3")
                    .written();
            pod.run("start");
            eventually(() -> assertThat(pod.state("main"))
                    .containsEntry("phase", "backoff")
                    .containsEntry("restarts", "1"));
            reboot(pod);
            Files.writeString(pod.file("work/good"), "");
            boot(pod);
            awaitRunning(pod, "main");
            assertThat(pod.state("main")).containsEntry("restarts", "2").containsEntry("exit", "3");
        }
    }

    @EveryShell
    void whatIsNotToBeStartedAgainIsNotAndStopsWhereItWas(String shell) throws Exception {
        try (SupervisedPod pod = new SupervisedPod(directory, shell)) {
            pod.policy("Never", PACE)
                    .init("first", "echo >>starts")
                    .app("main", "exec sleep 1000")
                    .app("done", "exit 0")
                    .written();
            pod.run("start");
            awaitRunning(pod, "main");
            eventually(() -> assertThat(pod.state("done")).containsEntry("phase", "terminated"));
            reboot(pod);
            boot(pod);
            eventually(() -> assertThat(pod.state("main"))
                    .containsEntry("phase", "terminated")
                    .containsEntry("restarts", "0")
                    .containsEntry("exit", "255")
                    .containsEntry("reason", "Unknown"));
            assertThat(pod.state("done")).containsEntry("exit", "0").containsEntry("restarts", "0");
            assertThat(pod.file("work/starts")).hasContent("\n");
        }
    }

    @EveryShell
    void weatherThePowerGoesAgainWhileThePodBeginsAgain(String shell) throws Exception {
        try (SupervisedPod pod = new SupervisedPod(directory, shell)) {
            pod.policy("Always", PACE)
                    .init("first", "echo >>starts; [ ! -e slow ] || exec sleep 1000")
                    .app("main", "exec sleep 1000")
                    .written();
            pod.run("start");
            awaitRunning(pod, "main");
            Files.writeString(pod.file("work/slow"), "");
            reboot(pod);
            boot(pod);
            awaitRunning(pod, "first");
            assertThat(pod.report()).contains("state phase again\n");
            reboot(pod);
            Files.delete(pod.file("work/slow"));
            boot(pod);
            awaitRunning(pod, "main");
            assertThat(pod.state("first")).containsEntry("restarts", "2").containsEntry("last_exit", "255");
            assertThat(pod.state("main")).containsEntry("restarts", "1").containsEntry("exit", "255");
            assertThat(pod.file("work/starts")).hasContent("\n\n\n");
        }
    }

    @EveryShell
    void systemdStartsThePodsOfRootByAUnitOfTheSystem(String shell) throws Exception {
        Path host = host(ROOT);
        Files.createDirectories(host.resolve("run/systemd/system"));
        program(host, "systemctl", "");
        try (SupervisedPod pod = pod(shell, host)) {
            assertThat(join(pod)).isEqualTo("starter systemd \n");
            Path unit = only(host.resolve("etc/systemd/system"));
            assertThat(said(host))
                    .containsExactly("systemctl --system daemon-reload", "systemctl --system enable " + name(unit));
            assertThat(unit).content().contains("ExecStart=/bin/sh \"" + escaped(pod.node) + "/at-boot\"\n");
            Files.delete(host.resolve("said"));
            join(pod);
            assertThat(said(host)).containsExactly("systemctl --system enable " + name(unit));

            assertThat(atBoot(pod)).isEmpty();
            awaitRunning(pod, "main");
            assertThat(atBoot(pod, "leave_boot")).isEmpty();
            assertThat(unit).doesNotExist();
            assertThat(pod.node.resolve("at-boot")).doesNotExist();
        }
    }

    @EveryShell
    void systemdStartsThePodsOfAnOrdinaryAccountThatMayLinger(String shell) throws Exception {
        Path host = host(ORDINARY);
        Files.createDirectories(host.resolve("run/systemd/system"));
        program(host, "systemctl", "");
        program(host, "loginctl", "");
        try (SupervisedPod pod = pod(shell, host)) {
            assertThat(join(pod)).isEqualTo("starter systemd \n");
            Path unit = only(host.resolve("home/.config/systemd/user"));
            assertThat(unit).content().contains("WantedBy=default.target\n");
            assertThat(said(host))
                    .containsExactly(
                            "loginctl --no-ask-password enable-linger",
                            "systemctl --user daemon-reload",
                            "systemctl --user enable " + name(unit));
        }
    }

    @EveryShell
    void cronStartsThePodsOfAnAccountThatMayNotLingerAndKeepsItsOtherLines(String shell) throws Exception {
        Path host = host(ORDINARY);
        Files.createDirectories(host.resolve("run/systemd/system"));
        program(host, "systemctl", "");
        program(host, "loginctl", "echo Access denied >&2; exit 1");
        Path table = cron(host);
        Files.writeString(table, "# mine\n*/5 * * * * true # 100%\n");
        try (SupervisedPod pod = pod(shell, host)) {
            assertThat(join(pod)).isEqualTo("starter cron \n");
            assertThat(join(pod)).isEqualTo("starter cron \n");
            List<String> lines = Files.readAllLines(table);
            assertThat(lines).hasSize(3).startsWith("# mine", "*/5 * * * * true # 100%");
            assertThat(lines.get(2)).startsWith("@reboot ");
            // As cron runs it.
            String command = lines.get(2).substring("@reboot ".length()).replace("\\%", "%");
            assertThat(SupervisedPod.end(new ProcessBuilder("/bin/sh", "-c", command)
                            .redirectErrorStream(true)
                            .start()))
                    .isEmpty();
            awaitRunning(pod, "main");
            assertThat(atBoot(pod, "leave_boot")).isEmpty();
            assertThat(table).hasContent("# mine\n*/5 * * * * true # 100%\n");
        }
    }

    @EveryShell
    void weatherATableThatCannotBeReadIsNotWritten(String shell) throws Exception {
        Path host = host(ORDINARY);
        Path table = cron(host);
        Files.writeString(table, "# mine\n");
        program(host, "crontab", "[ $1 = - ] && exec cat >" + table + "; echo disk error >&2; exit 1");
        try (SupervisedPod pod = pod(shell, host)) {
            assertThat(join(pod)).startsWith("starter none ").contains("crontab: disk error");
            assertThat(table).hasContent("# mine\n");
        }
    }

    @EveryShell
    void theScriptThatIsRunLastStartsThePodsWhereNothingElseDoes(String shell) throws Exception {
        Path host = host(ROOT);
        Path script = program(host, "rc.local", "echo mine\nexit 0");
        Path place =
                Files.move(script, Files.createDirectories(host.resolve("etc")).resolve("rc.local"));
        String before = Files.readString(place);
        try (SupervisedPod pod = pod(shell, host)) {
            assertThat(join(pod)).isEqualTo("starter rc \n");
            assertThat(join(pod)).isEqualTo("starter rc \n");
            assertThat(Files.readAllLines(place))
                    .hasSize(before.split("\n").length + 1)
                    .endsWith("exit 0");
            assertThat(SupervisedPod.end(new ProcessBuilder(place.toString()).start()))
                    .isEqualTo("mine\n");
            awaitRunning(pod, "main");
            assertThat(atBoot(pod, "leave_boot")).isEmpty();
            assertThat(place).hasContent(before).isExecutable();
        }
    }

    @EveryShell
    void aHostThatStartsNothingSaysWhyAndANodeWithoutPodsLeaves(String shell) throws Exception {
        Path host = host(ORDINARY);
        try (SupervisedPod pod = pod(shell, host)) {
            assertThat(join(pod))
                    .isEqualTo(
                            "starter none systemd does not run there; no cron runs there; it has no /etc/rc.local\n");
            assertThat(SupervisedPod.end(pod.begin("node", pod.node))).contains("\nstarter none systemd does not");
            Path table = cron(host);
            assertThat(join(pod)).isEqualTo("starter cron \n");
            pod.run("destroy");
            boot(pod);
            assertThat(table).isEmptyFile();
            assertThat(pod.node.resolve("at-boot")).doesNotExist();
        }
    }

    /** A pod that does not run yet; {@code host} holds what the program takes for the host's files. */
    private SupervisedPod pod(String shell, Path host) throws IOException {
        Path hostile = Files.createDirectories(directory.resolve("it's 100% $HOME \"here\":\\ "));
        SupervisedPod pod = new SupervisedPod(hostile, shell)
                .policy("Always", PACE)
                .app("main", "exec sleep 1000")
                .written();
        return pod.functions("host_root=" + host + " HOME=" + host + "/home PATH=" + host + "/bin:/usr/bin:/bin\n"
                // Busybox would rather run its own.
                + "id() { " + host + "/bin/id \"$@\"; }\ncrontab() { " + host + "/bin/crontab \"$@\"; }\n");
    }

    private static void reboot(SupervisedPod pod) throws IOException {
        pod.killEverything();
        pod.functions("boot_id=boot-" + System.nanoTime() + "\n");
    }

    private static void boot(SupervisedPod pod) throws IOException {
        assertThat(SupervisedPod.end(pod.begin("boot", pod.node))).isEmpty();
    }

    private static String join(SupervisedPod pod) throws IOException {
        return SupervisedPod.end(pod.begin("join_boot", pod.node));
    }

    /** What the host runs when it starts. */
    private static String atBoot(SupervisedPod pod, String... words) throws IOException {
        ProcessBuilder builder = new ProcessBuilder("/bin/sh", pod.node + "/at-boot").redirectErrorStream(true);
        builder.command().addAll(List.of(words));
        builder.environment().clear();
        return SupervisedPod.end(builder.start());
    }

    private static void awaitRunning(SupervisedPod pod, String... containers) {
        for (String container : containers) {
            eventually(() -> {
                assertThat(pod.state(container)).containsEntry("phase", "running");
                assertThat(SupervisedPod.alive(pod.process(container))).isTrue();
            });
        }
    }

    /** What the program takes for the files of a host that has nothing. */
    private Path host(String user) throws IOException {
        Path host = directory.resolve("host");
        Files.createDirectories(host.resolve("home"));
        Files.createDirectories(host.resolve("bin"));
        program(host, "id", "case $1 in -un) echo somebody ;; *) echo " + user + " ;; esac");
        // What this machine has of them is not to be found.
        for (String missing : List.of("systemctl", "loginctl", "crontab")) {
            program(host, missing, "exit 1");
        }
        return host;
    }

    private static Path cron(Path host) throws IOException {
        Path table = host.resolve("table");
        program(
                host,
                "crontab",
                "if [ $1 = - ]; then exec cat >" + table + "; fi; [ -e " + table
                        + " ] || { echo no crontab for somebody >&2; exit 1; }; exec cat " + table);
        Path daemon = Files.createDirectories(host.resolve("proc/77"));
        Files.writeString(daemon.resolve("comm"), "cron\n");
        return table;
    }

    private static Path program(Path host, String name, String script) throws IOException {
        Path file = host.resolve("bin").resolve(name);
        Files.writeString(
                file, "#!/bin/sh\n[ -z \"$1\" ] || echo " + name + " \"$@\" >>" + host + "/said\n" + script + "\n");
        assertThat(file.toFile().setExecutable(true)).isTrue();
        return file;
    }

    private static List<String> said(Path host) throws IOException {
        return Files.readAllLines(host.resolve("said")).stream()
                .filter(line -> !line.startsWith("id "))
                .toList();
    }

    /** As systemd wants it in double quotes. */
    private static String escaped(Path path) {
        return path.toString()
                .replace("\\", "\\\\")
                .replace("\"", "\\\"")
                .replace("%", "%%")
                .replace("$", "$$");
    }

    private static String name(Path file) {
        return file.getFileName().toString();
    }

    private static Path only(Path folder) throws IOException {
        try (var files = Files.list(folder)) {
            return files.reduce((first, second) -> {
                        throw new AssertionError("more than one file in " + folder);
                    })
                    .orElseThrow();
        }
    }
}
