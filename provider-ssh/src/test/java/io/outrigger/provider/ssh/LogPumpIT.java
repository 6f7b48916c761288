// SPDX-License-Identifier: Apache-2.0
package io.outrigger.provider.ssh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.outrigger.provider.ssh.host.HostSite;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The log pumps, each of the languages a host may have. */
@Tag("shell")
final class LogPumpIT {

    @TempDir
    Path directory;

    @ParameterizedTest
    @ValueSource(strings = {"perl", "python3", "mawk", "gawk", "busybox"})
    void everyLineIsStampedAtOnceAndTheLastOneIsKept(String language) throws Exception {
        Process pump = start(language, 1 << 20, 5);
        Path log = directory.resolve("7.0.log");
        try (OutputStream input = pump.getOutputStream()) {
            input.write("first line\n".getBytes(StandardCharsets.UTF_8));
            input.flush();
            SiteHarness.eventually(() -> assertThat(log).exists().isNotEmptyFile());
            input.write("second\nunfinished".getBytes(StandardCharsets.UTF_8));
        }
        assertThat(pump.waitFor(20, TimeUnit.SECONDS)).isTrue();
        List<String> lines = Files.readAllLines(log);
        assertThat(lines).extracting(line -> line.substring(31)).containsExactly("first line", "second", "unfinished");
        List<Instant> stamps =
                lines.stream().map(line -> Instant.parse(line.substring(0, 30))).toList();
        assertThat(stamps).isSorted();
        assertThat(stamps.get(0))
                .isBetween(Instant.now().minusSeconds(60), Instant.now().plusSeconds(2));
    }

    @ParameterizedTest
    @ValueSource(strings = {"perl", "python3", "mawk", "gawk", "busybox"})
    void aFloodKeepsTheLastSegmentsOnly(String language) throws Exception {
        Process pump = start(language, 100_000, 3);
        try (OutputStream input = pump.getOutputStream()) {
            byte[] line = "0123456789012345678901234567890123456789\n".getBytes(StandardCharsets.UTF_8);
            for (int count = 0; count < 50_000; count++) {
                input.write(line);
            }
        }
        assertThat(pump.waitFor(60, TimeUnit.SECONDS)).isTrue();
        try (var names = Files.list(directory)) {
            assertThat(names.filter(name -> name.toString().endsWith(".log")))
                    .hasSize(3)
                    .allSatisfy(name -> assertThat(Files.size(name)).isLessThan(400_000));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"perl", "python3"})
    void anyByteSurvivesAndALineWithoutEndIsWrittenAsItComes(String language) throws Exception {
        Process pump = start(language, 1 << 20, 5);
        byte[] bytes = new byte[300_000];
        for (int index = 0; index < bytes.length; index++) {
            bytes[index] = (byte) (index % 256 == '\n' ? 0 : index);
        }
        try (OutputStream input = pump.getOutputStream()) {
            input.write(bytes);
            input.flush();
            SiteHarness.eventually(
                    () -> assertThat(Files.size(directory.resolve("7.0.log"))).isGreaterThan(100_000));
        }
        assertThat(pump.waitFor(20, TimeUnit.SECONDS)).isTrue();
        byte[] log = Files.readAllBytes(directory.resolve("7.0.log"));
        assertThat(log).hasSize(31 + bytes.length + 1);
        assertThat(java.util.Arrays.copyOfRange(log, 31, log.length - 1)).isEqualTo(bytes);
        assertThat(Instant.parse(new String(log, 0, 30, StandardCharsets.UTF_8)))
                .isBetween(Instant.now().minusSeconds(60), Instant.now().plusSeconds(2));
    }

    @ParameterizedTest
    @ValueSource(strings = {"perl", "python3"})
    void aFullDiskLosesLinesAndNeverStopsTheWriter(String language) throws Exception {
        Path small = Files.createDirectory(directory.resolve("small"));
        assumeTrue(
                run("mount", "-t", "tmpfs", "-o", "size=64k", "none", small.toString()) == 0,
                "SKIPPED: a small file system cannot be mounted here");
        try {
            Process pump = start(language, 1 << 20, 5, small.resolve("7").toString());
            try (OutputStream input = pump.getOutputStream()) {
                byte[] line = "0123456789012345678901234567890123456789\n".getBytes(StandardCharsets.UTF_8);
                for (int count = 0; count < 20_000; count++) {
                    input.write(line);
                }
                input.flush();
                // All was taken although nothing could be kept: the writer was never stopped.
                Path log = small.resolve("7.0.log");
                assertThat(Files.readString(log)).endsWith("\n");
                Files.write(log, new byte[0]);
                Thread.sleep(200);
                input.write("after\n".getBytes(StandardCharsets.UTF_8));
            }
            assertThat(pump.waitFor(20, TimeUnit.SECONDS)).isTrue();
            assertThat(Files.readString(small.resolve("7.0.log")))
                    .containsPattern("outrigger: \\d+ lines were lost")
                    .endsWith("after\n");
        } finally {
            run("umount", small.toString());
        }
    }

    @Test
    void aCalendarWithoutAClockIsRightInEveryYear() throws Exception {
        Path program = tool("log-pump.awk");
        String functions = Files.readString(program).split("function stamp")[0];
        Path test = Files.writeString(
                directory.resolve("test.awk"),
                functions + "BEGIN { for (day = 0; day < 40000; day += 13) { print day, civil(day) } }");
        Process process = new ProcessBuilder("awk", "-f", test.toString()).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(output.lines()).hasSizeGreaterThan(3000).allSatisfy(line -> {
            String[] words = line.split(" ");
            assertThat(words[1])
                    .isEqualTo(java.time.LocalDate.ofEpochDay(Long.parseLong(words[0]))
                            .toString());
        });
    }

    private Process start(String language, int bytes, int files) throws Exception {
        return start(language, bytes, files, directory.resolve("7").toString());
    }

    private Process start(String language, int bytes, int files, String prefix) throws Exception {
        assumeTrue(run("sh", "-c", "command -v " + language) == 0, "SKIPPED: " + language + " is not installed");
        List<String> command = new ArrayList<>(
                switch (language) {
                    case "perl" -> List.of("perl", tool("log-pump.pl").toString());
                    case "python3" ->
                        List.of("python3", "-S", "-E", tool("log-pump.py").toString());
                    case "mawk" ->
                        List.of(
                                "mawk",
                                "-W",
                                "interactive",
                                "-v",
                                "whole=1",
                                "-f",
                                tool("log-pump.awk").toString());
                    case "busybox" ->
                        List.of("busybox", "awk", "-f", tool("log-pump.awk").toString());
                    default -> List.of(language, "-f", tool("log-pump.awk").toString());
                });
        command.addAll(List.of(prefix, Integer.toString(bytes), Integer.toString(files)));
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().put("LC_ALL", "C");
        return builder.inheritIO().redirectInput(ProcessBuilder.Redirect.PIPE).start();
    }

    private Path tool(String name) throws Exception {
        try (InputStream stream = HostSite.class.getResourceAsStream(name)) {
            Path file = directory.resolve(name);
            Files.write(file, stream.readAllBytes());
            return file;
        }
    }

    private static int run(String... command) throws Exception {
        return new ProcessBuilder(command).start().waitFor();
    }
}
