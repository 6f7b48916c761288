// SPDX-License-Identifier: Apache-2.0
package io.outrigger.provider.ssh;

import static io.outrigger.provider.ssh.SiteHarness.eventually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.outrigger.spi.ContainerState;
import io.outrigger.spi.LogOptions;
import io.outrigger.spi.ProviderException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Logs of containers: all of it, its tail, as it grows, and of the instance before. */
@Timeout(120)
final class ContainerLogsIT {

    @TempDir
    Path directory;

    @EveryShell
    void everyLineCarriesTheTimeItWasWritten(String shell) throws Exception {
        try (SiteHarness harness = new SiteHarness(directory.resolve("state"), shell)) {
            PodsForTests pod = PodsForTests.never("echo one; echo two >&2; printf three");
            Instant before = Instant.now();
            run(harness, pod);
            List<String> lines = lines(harness, pod, LogOptions.all());
            assertThat(lines).extracting(line -> line.substring(31)).containsExactly("one", "two", "three");
            assertThat(lines)
                    .allSatisfy(line -> assertThat(Instant.parse(line.substring(0, 30)))
                            .isBetween(before.minusSeconds(1), Instant.now().plusSeconds(1)));
        }
    }

    @Test
    void theTailBeginsAtTheRightLineAlsoWhenTheLogIsLong() throws Exception {
        try (SiteHarness harness = new SiteHarness(directory.resolve("state"), "/bin/sh")) {
            PodsForTests pod = PodsForTests.never("i=0; while [ $i -lt 20000 ]; do echo line $i; i=$((i+1)); done");
            run(harness, pod);
            assertThat(lines(harness, pod, tail(0))).isEmpty();
            assertThat(lines(harness, pod, tail(1))).singleElement().asString().endsWith("line 19999");
            assertThat(lines(harness, pod, tail(15000)))
                    .hasSize(15000)
                    .first()
                    .asString()
                    .endsWith("line 5000");
            assertThat(lines(harness, pod, tail(1000000))).hasSize(20000);
        }
    }

    @EveryShell
    void aFollowerSeesEachLineBeforeTheNextAndTheEndWhenTheContainerEnds(String shell) throws Exception {
        try (SiteHarness harness = new SiteHarness(directory.resolve("state"), shell)) {
            Path seen = Files.createDirectory(directory.resolve("seen"));
            PodsForTests pod = PodsForTests.never("cd " + seen
                    + "; for line in one two three; do echo $line; until [ -e $line ]; do sleep 0.1; done; done");
            harness.site().apply(pod.build());
            eventually(() ->
                    assertThat(harness.container(pod.ref, "main").state()).isInstanceOf(ContainerState.Running.class));
            LogOptions follow = new LogOptions(false, true, OptionalLong.empty(), Optional.empty());
            try (BufferedReader reader = open(harness, pod, follow)) {
                for (String expected : List.of("one", "two", "three")) {
                    // The container goes on when its line has been seen, and not before.
                    assertThat(reader.readLine()).endsWith(expected);
                    Files.createFile(seen.resolve(expected));
                }
                assertThat(reader.readLine()).isNull();
            }
        }
    }

    @Test
    void aFollowerEndsWhenThePodIsForgottenAndWhenItIsClosed() throws Exception {
        try (SiteHarness harness = new SiteHarness(directory.resolve("state"), "/bin/sh")) {
            PodsForTests pod = PodsForTests.always("echo one; exec sleep 1000");
            harness.site().apply(pod.build());
            eventually(() -> assertThat(lines(harness, pod, LogOptions.all())).hasSize(1));
            LogOptions follow = new LogOptions(false, true, OptionalLong.of(0), Optional.empty());
            InputStream closed = harness.site().logs().orElseThrow().open(pod.ref, "main", follow);
            Thread closer = new Thread(() -> {
                try {
                    Thread.sleep(200);
                    closed.close();
                } catch (IOException | InterruptedException exception) {
                    throw new IllegalStateException(exception);
                }
            });
            closer.start();
            assertThat(closed.read()).isEqualTo(-1);
            closer.join();
            try (InputStream forgotten = harness.site().logs().orElseThrow().open(pod.ref, "main", follow)) {
                harness.site().delete(pod.ref, Duration.ZERO);
                assertThat(forgotten.read()).isEqualTo(-1);
            }
        }
    }

    @Test
    void theLogOfTheInstanceBeforeIsKept() throws Exception {
        try (SiteHarness harness = new SiteHarness(directory.resolve("state"), "/bin/sh")) {
            PodsForTests pod =
                    PodsForTests.always("if [ -e second ]; then echo again; sleep 1000; fi; touch second; echo first");
            harness.site().apply(pod.build());
            eventually(() -> assertThat(lines(harness, pod, LogOptions.all()))
                    .singleElement()
                    .asString()
                    .endsWith("again"));
            LogOptions previous = new LogOptions(true, false, OptionalLong.empty(), Optional.empty());
            assertThat(lines(harness, pod, previous)).singleElement().asString().endsWith("first");
        }
    }

    @Test
    void aLogThatDoesNotExistIsNotFound() throws Exception {
        try (SiteHarness harness = new SiteHarness(directory.resolve("state"), "/bin/sh")) {
            PodsForTests pod = PodsForTests.never("echo once");
            run(harness, pod);
            LogOptions previous = new LogOptions(true, false, OptionalLong.empty(), Optional.empty());
            assertThatThrownBy(() -> open(harness, pod, previous))
                    .isInstanceOfSatisfying(ProviderException.class, exception -> {
                        assertThat(exception.kind()).isEqualTo(ProviderException.Kind.NOT_FOUND);
                        assertThat(exception)
                                .hasMessage("previous terminated container \"main\" in pod \"web\" not found");
                    });
        }
    }

    @Test
    void aFloodIsBoundedByRotation() throws Exception {
        try (SiteHarness harness = new SiteHarness(directory.resolve("state"), "/bin/sh")) {
            PodsForTests pod = PodsForTests.never("yes 0123456789012345678901234567890123456789 | head -c 100000000");
            run(harness, pod);
            try (InputStream stream = harness.site().logs().orElseThrow().open(pod.ref, "main", LogOptions.all())) {
                long size = stream.transferTo(java.io.OutputStream.nullOutputStream());
                assertThat(size).isBetween(40L << 20, 51L << 20);
            }
            assertThat(lines(harness, pod, tail(3))).hasSize(3);
        }
    }

    private static LogOptions tail(long lines) {
        return new LogOptions(false, false, OptionalLong.of(lines), Optional.empty());
    }

    private static void run(SiteHarness harness, PodsForTests pod) throws ProviderException {
        harness.site().apply(pod.build());
        eventually(() ->
                assertThat(harness.container(pod.ref, "main").state()).isInstanceOf(ContainerState.Terminated.class));
    }

    private static BufferedReader open(SiteHarness harness, PodsForTests pod, LogOptions options)
            throws ProviderException {
        InputStream stream = harness.site().logs().orElseThrow().open(pod.ref, "main", options);
        return new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8));
    }

    private static List<String> lines(SiteHarness harness, PodsForTests pod, LogOptions options)
            throws ProviderException, IOException {
        try (BufferedReader reader = open(harness, pod, options)) {
            return reader.lines().toList();
        }
    }
}
