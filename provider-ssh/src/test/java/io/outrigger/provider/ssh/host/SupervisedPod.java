// SPDX-License-Identifier: Apache-2.0
package io.outrigger.provider.ssh.host;

import io.outrigger.provider.ssh.link.HostFile;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.awaitility.core.ThrowingRunnable;

/** A pod's directory made by hand, for tests of the program on the host without the Java side of it. */
final class SupervisedPod implements AutoCloseable {

    private static final String PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

    /** The part that calls the functions of all others. */
    private static final String VERBS = "# --- verbs";

    final Path node;
    final String uid = UUID.randomUUID().toString();
    private final String shell;
    private final List<String> prefix = new ArrayList<>();
    private final StringBuilder plan = new StringBuilder();

    SupervisedPod(Path directory, String shell) throws IOException {
        this.node = Files.createDirectory(directory.resolve("node-" + uid));
        this.shell = shell;
        SupervisorProgram program = SupervisorProgram.current();
        Path tools = Files.createDirectories(node.resolve("bin/tools"));
        for (HostFile file : program.files()) {
            Files.write(tools.resolve(file.path()), file.content());
        }
        Files.createDirectories(pod().resolve("work"));
        Files.writeString(node.resolve("journal"), "\n");
    }

    Path pod() {
        return node.resolve("pods").resolve(uid);
    }

    Path file(String name) {
        return pod().resolve(name);
    }

    /** What every command is started through. */
    SupervisedPod through(String... words) {
        prefix.addAll(List.of(words));
        return this;
    }

    /** Functions that take the place of programs; whoever runs the container does not see them. */
    SupervisedPod functions(String text) throws IOException {
        Path program = node.resolve("bin/tools/pod-supervisor.sh");
        Files.writeString(program, Files.readString(program).replace(VERBS, text + VERBS));
        return this;
    }

    /** What the program defines, without the parts that do something. */
    static String definitions(String program) {
        return Stream.of(program.split("(?m)^(?=# --- )"))
                .filter(part -> !part.matches("(?s)# --- (command line|joining|verbs) .*"))
                .collect(Collectors.joining());
    }

    SupervisedPod policy(String policy, String pace) {
        plan.append("pod default web\npolicy ")
                .append(policy)
                .append("\nbackoff ")
                .append(pace)
                .append('\n');
        return this;
    }

    SupervisedPod init(String name, String script) throws IOException {
        return container("init", name, script);
    }

    SupervisedPod app(String name, String script) throws IOException {
        return container("app", name, script);
    }

    SupervisedPod sidecar(String name, String script) throws IOException {
        return container("sidecar", name, script);
    }

    /** One more line of the plan. */
    SupervisedPod line(String line) {
        plan.append(line).append('\n');
        return this;
    }

    private SupervisedPod container(String role, String name, String script) throws IOException {
        plan.append(role).append(' ').append(name).append(" 0 file\n");
        Path directory = Files.createDirectories(file("containers/" + name));
        Files.writeString(
                directory.resolve("run"),
                "cd work || exit 128\nexec env -i PATH=" + PATH
                        + " \"OUTRIGGER_POD=$OUTRIGGER_POD\" OUTRIGGER_CONTAINER=" + name + " " + shell + " -c '"
                        + script + "'\n# end\n");
        return this;
    }

    SupervisedPod written() throws IOException {
        Files.writeString(file("plan"), plan + "# end\n");
        return this;
    }

    Process begin(String verb, Path directory, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(prefix);
        command.addAll(
                List.of(shell, node.resolve("bin/tools/pod-supervisor.sh").toString(), verb, shell));
        command.add(directory.toString());
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().clear();
        builder.environment().put("PATH", PATH);
        return builder.start();
    }

    /** Runs a verb on the pod to its end; returns what it said. */
    String run(String verb, String... arguments) throws IOException {
        return end(begin(verb, pod(), arguments));
    }

    String report() throws IOException {
        return end(begin("report", node, uid));
    }

    static String end(Process process) throws IOException {
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        try {
            process.waitFor();
        } catch (InterruptedException exception) {
            Thread.currentThread().interrupt();
            throw (IOException) new InterruptedIOException("interrupted").initCause(exception);
        }
        return output;
    }

    Map<String, String> state(String container) throws IOException {
        Map<String, String> state = new HashMap<>();
        Path file = file("containers/" + container + "/state");
        if (Files.isRegularFile(file)) {
            for (String line : Files.readAllLines(file)) {
                state.put(line.split(" ", 2)[0], line.contains(" ") ? line.split(" ", 2)[1] : "");
            }
        }
        return state;
    }

    long process(String container) throws IOException {
        String process = state(container).getOrDefault("pid", "");
        return process.isEmpty() ? -1 : Long.parseLong(process);
    }

    long runner(String container) throws IOException {
        return Long.parseLong(
                Files.readString(file("containers/" + container + "/runner")).split(" ")[0]);
    }

    /** Everything that carries the mark of this pod. */
    List<Long> processes() throws IOException {
        return processes("environ", "OUTRIGGER_POD=" + uid);
    }

    /** The shells that look after something of this pod. */
    List<Long> shells() throws IOException {
        List<Long> shells = new ArrayList<>(processes());
        shells.retainAll(processes("cmdline", "\0supervise\0"));
        return shells;
    }

    /** As if the power had gone. */
    void killEverything() throws IOException {
        shells().forEach(SupervisedPod::kill);
        processes().forEach(SupervisedPod::kill);
    }

    private static List<Long> processes(String file, String text) throws IOException {
        List<Long> found = new ArrayList<>();
        try (DirectoryStream<Path> all = Files.newDirectoryStream(Path.of("/proc"), "[0-9]*")) {
            for (Path process : all) {
                if (read(process.resolve(file)).contains(text)) {
                    found.add(Long.parseLong(process.getFileName().toString()));
                }
            }
        }
        return found;
    }

    private static String read(Path file) {
        try {
            return Files.readString(file, StandardCharsets.ISO_8859_1);
        } catch (IOException exception) {
            // The process ended while it was looked at.
            return "";
        }
    }

    static boolean alive(long process) {
        return ProcessHandle.of(process).map(ProcessHandle::isAlive).orElse(false);
    }

    static void kill(long process) {
        ProcessHandle.of(process).ifPresent(ProcessHandle::destroyForcibly);
        eventually(
                () -> org.assertj.core.api.Assertions.assertThat(alive(process)).isFalse());
    }

    static void eventually(ThrowingRunnable assertion) {
        Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .pollInterval(Duration.ofMillis(20))
                .ignoreException(java.nio.file.NoSuchFileException.class)
                .untilAsserted(assertion);
    }

    /** Makes everything belong to another account. */
    void giveTo(String account) throws IOException {
        Files.setPosixFilePermissions(node, PosixFilePermissions.fromString("rwx------"));
        end(new ProcessBuilder("chown", "-R", account, node.toString())
                .redirectErrorStream(true)
                .start());
    }

    @Override
    public void close() throws IOException {
        prefix.clear();
        String said = Files.exists(pod()) ? run("destroy") : "";
        for (int round = 0; round < 20 && !processes().isEmpty(); round++) {
            processes().forEach(process -> ProcessHandle.of(process).ifPresent(ProcessHandle::destroyForcibly));
        }
        if (!said.isEmpty()) {
            throw new AssertionError("destroy said: " + said);
        }
    }
}
