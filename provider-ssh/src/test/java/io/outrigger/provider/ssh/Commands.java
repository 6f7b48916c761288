// SPDX-License-Identifier: Apache-2.0
package io.outrigger.provider.ssh;

import io.outrigger.spi.ContainerStreams;
import io.outrigger.spi.PodRef;
import io.outrigger.spi.Site;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Runs commands in the container {@code main} of a pod, as the core would. */
final class Commands {

    /** How a command ended. */
    record Result(int exitCode, String output, String error) {}

    private Commands() {}

    static Result run(Site site, PodRef pod, @Nullable String input, String... command) throws Exception {
        var output = new ByteArrayOutputStream();
        var error = new ByteArrayOutputStream();
        var stdin = input == null ? null : new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8));
        int exitCode = site.exec()
                .orElseThrow()
                .exec(pod, "main", List.of(command), new ContainerStreams(stdin, output, error, null));
        return new Result(exitCode, output.toString(StandardCharsets.UTF_8), error.toString(StandardCharsets.UTF_8));
    }

    /** A command on a thread of its own, which may be interrupted. */
    static final class Running {

        private final FutureTask<Integer> task;
        private final Thread thread;

        Running(Site site, PodRef pod, ContainerStreams streams, String... command) {
            task = new FutureTask<>(() -> site.exec().orElseThrow().exec(pod, "main", List.of(command), streams));
            thread = new Thread(task, "test-command");
            thread.setDaemon(true);
            thread.start();
        }

        void interrupt() {
            thread.interrupt();
        }

        int exitCode() throws Exception {
            return task.get(30, TimeUnit.SECONDS);
        }

        Throwable failure() throws Exception {
            try {
                throw new AssertionError("ended with exit code " + exitCode());
            } catch (ExecutionException exception) {
                return exception.getCause();
            }
        }

        boolean done() {
            return task.isDone();
        }
    }

    /** Living processes of this machine whose environment holds all these texts. */
    static List<Long> processesWith(String... texts) {
        return ProcessHandle.allProcesses()
                .map(ProcessHandle::pid)
                .filter(process -> Stream.of(texts).allMatch(environment(process)::contains))
                .toList();
    }

    /** Living processes of commands in a pod. */
    static List<Long> commandsIn(PodRef pod) {
        return processesWith("OUTRIGGER_COMMAND=main.", pod.uid());
    }

    /** Living processes whose command line holds a text. */
    static List<Long> processesRunning(String text) {
        return ProcessHandle.allProcesses()
                .filter(process -> process.pid() != ProcessHandle.current().pid())
                .map(ProcessHandle::pid)
                .filter(process -> read(process, "cmdline").contains(text))
                .toList();
    }

    private static String environment(long process) {
        return read(process, "environ");
    }

    private static String read(long process, String file) {
        try {
            return Files.readString(Path.of("/proc/" + process + "/" + file), StandardCharsets.ISO_8859_1);
        } catch (IOException exception) {
            // It has ended, or is somebody else's.
            return "";
        }
    }
}
