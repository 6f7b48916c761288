// SPDX-License-Identifier: Apache-2.0
package io.outrigger.provider.ssh;

import static io.outrigger.provider.ssh.SiteHarness.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.outrigger.provider.ssh.link.LocalLink;
import io.outrigger.spi.ContainerState;
import io.outrigger.spi.ObservedPod;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/**
 * Whatever becomes of a pod's files: it is neither lost nor started twice nor killed, the log names file and site, other
 * pods notice nothing, and the next apply repairs it.
 */
final class DamagedFilesIT {

    private static final List<String> FILES = List.of(
            "pod.json",
            "plan",
            "supervisor",
            "containers/main/run",
            "containers/main/state",
            "containers/main/runner",
            "containers/done/state",
            "containers/done/logs/0.ended");

    private final ListAppender<ILoggingEvent> log = new ListAppender<>();
    private final Logger logger = (Logger) LoggerFactory.getLogger("io.outrigger.provider.ssh.host");

    @TempDir
    Path directory;

    /** A way to damage a file. */
    private enum Damage {
        EMPTY {
            @Override
            void strike(Path file) throws IOException {
                Files.write(file, new byte[0]);
            }
        },
        CUT_IN_THE_MIDDLE {
            @Override
            void strike(Path file) throws IOException {
                byte[] whole = Files.readAllBytes(file);
                Files.write(file, Arrays.copyOf(whole, whole.length / 2));
            }
        },
        LAST_BYTE_CUT {
            @Override
            void strike(Path file) throws IOException {
                byte[] whole = Files.readAllBytes(file);
                Files.write(file, Arrays.copyOf(whole, Math.max(0, whole.length - 1)));
            }
        },
        GARBAGE {
            @Override
            void strike(Path file) throws IOException {
                byte[] garbage = new byte[(int) Math.max(64, Files.size(file))];
                new Random(7).nextBytes(garbage);
                Files.write(file, garbage);
            }
        },
        HUGE {
            @Override
            void strike(Path file) throws IOException {
                Files.delete(file);
                try (RandomAccessFile huge = new RandomAccessFile(file.toFile(), "rw")) {
                    huge.setLength(100L << 20);
                }
            }
        },
        DIRECTORY {
            @Override
            void strike(Path file) throws IOException {
                Files.delete(file);
                Files.createDirectories(file.resolve("below"));
            }
        },
        ENDLESS_LINK {
            @Override
            void strike(Path file) throws IOException {
                Files.delete(file);
                Files.createSymbolicLink(file, Path.of("/dev/zero"));
            }
        },
        BROKEN_LINK {
            @Override
            void strike(Path file) throws IOException {
                Files.delete(file);
                Files.createSymbolicLink(file, Path.of("nowhere"));
            }
        };

        abstract void strike(Path file) throws IOException;
    }

    @BeforeEach
    void listen() {
        log.start();
        logger.addAppender(log);
    }

    @AfterEach
    void stopListening() {
        logger.detachAppender(log);
    }

    @EveryShell
    void aPodSurvivesWhateverBecomesOfAnyOfItsFiles(String shell) throws Exception {
        try (SiteHarness harness = new SiteHarness(directory.resolve("state"), shell)) {
            PodsForTests neighbour = PodsForTests.always("echo $$ >>starts; exec sleep 1000");
            harness.site().apply(neighbour.build());
            PodsForTests pod = PodsForTests.onFailure("echo $$ >>starts; exec sleep 1000")
                    .container("done", Map.of(), "sh", "-c", "echo $$ >>done; exit 0");
            harness.site().apply(pod.build());
            eventually(() -> {
                assertRunning(harness, pod);
                assertRunning(harness, neighbour);
            });
            List<String> untold = new ArrayList<>();
            for (String name : FILES) {
                Path file = harness.podDirectory(pod.ref).resolve(name);
                for (Damage damage : Damage.values()) {
                    String what = damage + " " + name;
                    if (!Files.isRegularFile(file)) {
                        new LocalLink(Thread::new).remove(file.toString());
                        Files.writeString(file, "0\n");
                    }
                    log.list.clear();
                    damage.strike(file);

                    List<ObservedPod> listed = harness.site().list();
                    assertThat(listed).as(what).extracting(ObservedPod::ref).contains(pod.ref, neighbour.ref);
                    harness.site().apply(pod.build());
                    if (!told(file)) {
                        untold.add(what);
                    }
                    eventually(() -> assertRunning(harness, pod));
                    eventually(() -> assertThat(harness.site().list()).hasSize(2));
                    assertRunning(harness, neighbour);
                    log.list.clear();
                    harness.site().list();
                    assertThat(told(file))
                            .as("%s is repaired by the next apply", what)
                            .isFalse();
                }
            }
            // An end mark says nothing while the state is there, a text without its last line break is whole, and a
            // shell may have written its name again before anybody looked.
            assertThat(untold)
                    .allMatch(what ->
                            what.contains(".ended") || what.contains("LAST_BYTE_CUT") || what.contains("/runner"));
        }
    }

    private boolean told(Path file) {
        return log.list.stream()
                .filter(event -> event.getFormattedMessage().contains("damaged"))
                .anyMatch(event -> event.getKeyValuePairs().toString().contains(file.toString())
                        && event.getKeyValuePairs().toString().contains("site=\"edge\""));
    }

    private static void assertRunning(SiteHarness harness, PodsForTests pod) throws Exception {
        ObservedPod observed = harness.pod(pod.ref);
        var main = observed.container("main").orElseThrow();
        assertThat(harness.podDirectory(pod.ref).resolve("work/starts")).isNotEmptyFile();
        assertThat(main.state()).isInstanceOf(ContainerState.Running.class);
        assertThat(main.restarts()).isZero();
        assertThat(Files.readAllLines(harness.podDirectory(pod.ref).resolve("work/starts")))
                .hasSize(1);
        var done = observed.container("done");
        if (done.isPresent()) {
            assertThat(done.get().state())
                    .isInstanceOfSatisfying(
                            ContainerState.Terminated.class,
                            end -> assertThat(end.exitCode()).isZero());
            assertThat(Files.readAllLines(harness.podDirectory(pod.ref).resolve("work/done")))
                    .hasSize(1);
        }
    }

    @EveryShell
    void aRestartWhoseDeadlineIsLostIsAskedForAgainByTheNextApply(String shell) throws Exception {
        try (SiteHarness harness = new SiteHarness(directory.resolve("state"), shell)) {
            PodsForTests pod = PodsForTests.always("exec sleep 1000");
            harness.site().apply(pod.build());
            eventually(() ->
                    assertThat(harness.container(pod.ref, "main").state()).isInstanceOf(ContainerState.Running.class));
            int restarts = 0;
            for (Damage damage : Damage.values()) {
                log.list.clear();
                Path restart = harness.podDirectory(pod.ref).resolve("containers/main/restart");
                Files.writeString(restart, "1700000000\n");
                damage.strike(restart);
                harness.site().list();
                assertThat(told(restart)).as(damage.name()).isTrue();
                assertThat(harness.container(pod.ref, "main").restarts()).isEqualTo(restarts);
                harness.site().apply(pod.build());
                restarts++;
                int expected = restarts;
                eventually(() -> {
                    assertThat(harness.container(pod.ref, "main").restarts()).isEqualTo(expected);
                    assertThat(restart).doesNotExist();
                });
            }
        }
    }

    @EveryShell
    void aStopWhoseDeadlineIsLostAsksButDoesNotKillUntilTheNextDelete(String shell) throws Exception {
        try (SiteHarness harness = new SiteHarness(directory.resolve("state"), shell)) {
            PodsForTests pod = PodsForTests.always("trap '' TERM; touch ready; while :; do sleep 0.1; done");
            harness.site().apply(pod.build());
            eventually(() -> assertThat(harness.podDirectory(pod.ref).resolve("work/ready"))
                    .exists());
            harness.site().delete(pod.ref, Duration.ofSeconds(60));
            Path stop = harness.podDirectory(pod.ref).resolve("stop");
            for (Damage damage : Damage.values()) {
                log.list.clear();
                damage.strike(stop);
                harness.site().list();
                assertThat(told(stop)).as(damage.name()).isTrue();
                assertThat(harness.container(pod.ref, "main").state()).isInstanceOf(ContainerState.Running.class);
                harness.site().delete(pod.ref, Duration.ofSeconds(60));
                assertThat(stop).as(damage.name()).isRegularFile();
            }
            harness.site().delete(pod.ref, Duration.ofSeconds(1));
            eventually(() -> assertThat(harness.container(pod.ref, "main").state())
                    .isInstanceOf(ContainerState.Terminated.class));
        }
    }
}
