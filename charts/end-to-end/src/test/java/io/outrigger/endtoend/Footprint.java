// SPDX-License-Identifier: Apache-2.0
package io.outrigger.endtoend;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * What a Java process holds, seen from outside.
 *
 * @param threads without those that the JVM makes for itself when it is busy
 * @param handles of files and connections
 * @param live bytes on its heap that are still in use
 * @param resident bytes of memory
 */
record Footprint(long threads, long handles, long live, long resident) {
    private static final List<String> OF_THE_JVM = List.of("C1 ", "C2 ", "GC ", "G1 ", "VM ", "Attach ", "JNA ");

    static Footprint of(long pid) {
        Path process = Path.of("/proc", Long.toString(pid));
        String jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
        // The histogram collects garbage first; its last line is the sum.
        String[] total = HostProcesses.output(jcmd, Long.toString(pid), "GC.class_histogram")
                .trim()
                .replaceAll("(?s).*\n", "")
                .split("\\s+");
        return new Footprint(
                threads(process), count(process.resolve("fd")), Long.parseLong(total[2]), resident(process));
    }

    private static long threads(Path process) {
        try (Stream<Path> tasks = Files.list(process.resolve("task"))) {
            return tasks.map(task -> read(task.resolve("comm")))
                    .filter(name -> OF_THE_JVM.stream().noneMatch(name::startsWith))
                    .count();
        } catch (IOException e) {
            throw new UncheckedIOException("The threads of " + process + " cannot be listed", e);
        }
    }

    private static long count(Path directory) {
        try (Stream<Path> entries = Files.list(directory)) {
            return entries.count();
        } catch (IOException e) {
            throw new UncheckedIOException(directory + " cannot be listed", e);
        }
    }

    private static long resident(Path process) {
        return read(process.resolve("status"))
                .lines()
                .filter(line -> line.startsWith("VmRSS:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) * 1024)
                .findFirst()
                .orElseThrow();
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(file + " cannot be read", e);
        }
    }
}
