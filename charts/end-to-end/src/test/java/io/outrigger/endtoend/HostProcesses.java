// SPDX-License-Identifier: Apache-2.0
package io.outrigger.endtoend;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/**
 * The processes of this machine, seen from outside: what the program says about them is not asked.
 *
 * <p>Everything that belongs to a pod of a {@code process} site carries the pod's UID in its environment: containers,
 * log writers and supervisors.
 */
final class HostProcesses {
    private static final Path PROC = Path.of("/proc");
    private static final String MARK = "OUTRIGGER_POD=";

    private HostProcesses() {}

    /** The processes that live on behalf of a pod; none when it is unknown. */
    static Set<Long> ofPod(String uid) {
        return living(process -> environment(process).contains(MARK + uid));
    }

    /** The processes that live on behalf of any of some pods. */
    static Set<Long> ofPods(Set<String> uids) {
        Set<String> marks = uids.stream().map(uid -> MARK + uid).collect(Collectors.toSet());
        return living(process -> environment(process).stream().anyMatch(marks::contains));
    }

    /** The same once they are the same twice: what starts a container is there for a moment longer than it says so. */
    static Set<Long> settled(Set<String> uids) {
        AtomicReference<Set<Long>> last = new AtomicReference<>(ofPods(uids));
        Awaitility.await()
                .pollInterval(Duration.ofMillis(300))
                .atMost(Duration.ofMinutes(1))
                .until(() -> {
                    Set<Long> now = ofPods(uids);
                    return now.equals(last.getAndSet(now));
                });
        return last.get();
    }

    /** Those of them that run a command; others may be there for a probe or a pause. */
    static Set<Long> ofPods(Set<String> uids, String command) {
        return ofPods(uids).stream()
                .filter(pid -> ProcessHandle.of(pid)
                        .flatMap(process -> process.info().commandLine())
                        .filter(line -> line.endsWith(command))
                        .isPresent())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** Kills whatever still belongs to a pod of the site that keeps its state below a directory. */
    static void killBelow(Path directory) {
        Set<Long> inside = living(process -> worksBelow(process, directory));
        Set<String> marks = inside.stream()
                .flatMap(pid -> environment(PROC.resolve(Long.toString(pid))).stream())
                .filter(entry -> entry.startsWith(MARK))
                .collect(Collectors.toSet());
        Set<Long> all = new TreeSet<>(inside);
        all.addAll(living(process -> environment(process).stream().anyMatch(marks::contains)));
        all.stream().flatMap(pid -> ProcessHandle.of(pid).stream()).forEach(ProcessHandle::destroyForcibly);
    }

    /** What a command prints; its error output goes to that of the tests. */
    static String output(String... command) {
        try {
            Process process = new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(command[0] + " cannot be run", e);
        }
    }

    private static Set<Long> living(Predicate<Path> wanted) {
        try (Stream<Path> entries = Files.list(PROC)) {
            return entries.filter(entry -> entry.getFileName().toString().matches("\\d+"))
                    .filter(wanted)
                    .map(entry -> Long.valueOf(entry.getFileName().toString()))
                    .collect(Collectors.toCollection(TreeSet::new));
        } catch (IOException e) {
            throw new UncheckedIOException("The processes of this machine cannot be listed", e);
        }
    }

    private static List<String> environment(Path process) {
        try {
            String text = new String(Files.readAllBytes(process.resolve("environ")), StandardCharsets.ISO_8859_1);
            return List.of(text.split("\0"));
        } catch (IOException endedMeanwhile) {
            return List.of();
        }
    }

    private static boolean worksBelow(Path process, Path directory) {
        try {
            return Files.readSymbolicLink(process.resolve("cwd")).startsWith(directory);
        } catch (IOException endedMeanwhile) {
            return false;
        }
    }
}
