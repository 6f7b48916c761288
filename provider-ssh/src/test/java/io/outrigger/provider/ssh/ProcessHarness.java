// SPDX-License-Identifier: Apache-2.0
package io.outrigger.provider.ssh;

import io.outrigger.spi.PodRef;
import io.outrigger.tck.ContainerTemplate;
import io.outrigger.tck.Program;
import io.outrigger.tck.ProviderHarness;
import io.outrigger.tck.ShellProgram;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** A site whose pods are processes of this machine, however it is reached. */
abstract class ProcessHarness implements ProviderHarness {

    private static final String PID = "pid ";

    private final Path directory;

    ProcessHarness(Path directory) {
        this.directory = directory;
    }

    Path directory() {
        return directory;
    }

    @Override
    public ContainerTemplate container(Program program) {
        return template("host", program);
    }

    @Override
    public ContainerTemplate otherImage(Program program) {
        return template("/bin/sh", program);
    }

    private static ContainerTemplate template(String image, Program program) {
        if (program.steps().get(0) instanceof Program.EchoServer server) {
            return ContainerTemplate.of(image, EchoServer.command(server.port()));
        }
        return ContainerTemplate.of(image, ShellProgram.command(program, volume -> "$OUTRIGGER_VOLUMES/" + volume));
    }

    @Override
    public void kill(PodRef pod, String container) throws IOException {
        try (Stream<String> state = Files.lines(pod(pod).resolve("containers/" + container + "/state"))) {
            long process = state.filter(line -> line.startsWith(PID))
                    .mapToLong(line -> Long.parseLong(line.substring(PID.length())))
                    .findFirst()
                    .orElseThrow();
            ProcessHandle.of(process).orElseThrow().destroyForcibly();
        }
    }

    @Override
    public List<String> leftovers(PodRef pod) throws IOException {
        List<String> left = new ArrayList<>();
        if (Files.exists(pod(pod))) {
            left.add(pod(pod).toString());
        }
        processes(pod.uid()).forEach(process -> left.add("process " + process.pid() + " " + process.info()));
        return left;
    }

    private Path pod(PodRef pod) {
        return directory.resolve("tck/edge/pods").resolve(pod.uid());
    }

    /** The processes that carry the mark of a pod. */
    static Stream<ProcessHandle> processes(String uid) {
        return ProcessHandle.allProcesses().filter(process -> belongs(process.pid(), uid));
    }

    private static boolean belongs(long process, String uid) {
        try {
            byte[] environment = Files.readAllBytes(Path.of("/proc/" + process + "/environ"));
            return new String(environment, StandardCharsets.ISO_8859_1).contains("OUTRIGGER_POD=" + uid);
        } catch (IOException exception) {
            // It has ended, or is somebody else's.
            return false;
        }
    }

    @Override
    public Duration patience() {
        return Duration.ofSeconds(30);
    }

    /** Kills what runs, whatever the provider under test thinks of it; the directory goes with the test. */
    @Override
    public void close() throws Exception {
        killAll(directory.resolve("tck/edge/pods"));
    }

    /** Kills all processes of all pods that have a directory. */
    static void killAll(Path pods) throws IOException {
        if (!Files.exists(pods)) {
            return;
        }
        try (Stream<Path> found = Files.list(pods)) {
            List<String> uids = found.map(pod -> pod.getFileName().toString()).toList();
            while (uids.stream().flatMap(ProcessHarness::processes).anyMatch(ProcessHandle::destroyForcibly)) {
                Thread.onSpinWait();
            }
        }
    }
}
