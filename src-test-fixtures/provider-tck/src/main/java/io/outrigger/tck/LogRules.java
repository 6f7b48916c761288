// SPDX-License-Identifier: Apache-2.0
package io.outrigger.tck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.outrigger.spi.LogOptions;
import io.outrigger.spi.ProviderException;
import io.outrigger.spi.Site;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Chapter 9 of the contract: logs. Where a site has none, rule 10.4 is checked instead. */
public abstract class LogRules extends Chapter {

    private static final String LINE = "\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{9}Z .*";
    private static final LogOptions PREVIOUS = new LogOptions(true, false, OptionalLong.empty(), Optional.empty());
    private static final LogOptions FOLLOW = new LogOptions(false, true, OptionalLong.empty(), Optional.empty());

    /** For subclasses. */
    protected LogRules() {}

    @Test
    final void rule_9_1_everyLineHasItsTimeAndKeepsItsBytes() throws Exception {
        needs(Capability.LOGS);
        start();
        TestPod pod = pod(Program.of(new Program.Print("plain"), new Program.Print("  grüße\t 日本 ")));
        Instant before = Instant.now();
        bench().finish(pod);
        List<String> lines = lines(pod, LogOptions.all(), 2);
        assertThat(lines).as("the lines of the log").allMatch(line -> line.matches(LINE));
        assertThat(lines)
                .as("the texts of the lines, behind the time and one blank")
                .extracting(line -> line.substring(31))
                .containsExactly("plain", "  grüße\t 日本 ");
        assertThat(Instant.parse(lines.get(0).substring(0, 30)))
                .as("the time of the first line")
                .isBetween(before.minusSeconds(60), Instant.now().plusSeconds(60));
    }

    @Test
    final void rule_9_2_tailLinesCountsTheLinesThatAreThere() throws Exception {
        needs(Capability.LOGS);
        start();
        TestPod pod = pod(Program.of(new Program.Print("one"), new Program.Print("two"), new Program.Print("three")));
        bench().finish(pod);
        lines(pod, LogOptions.all(), 3);
        assertThat(texts(pod, tail(2))).as("the log with tailLines 2").containsExactly("two", "three");
        assertThat(texts(pod, tail(0))).as("the log with tailLines 0").isEmpty();
        assertThat(texts(pod, tail(9))).as("the log with tailLines 9").containsExactly("one", "two", "three");
    }

    @Test
    final void rule_9_2_followGoesOnUntilTheContainerHasEnded() throws Exception {
        needs(Capability.LOGS);
        Site site = start();
        TestPod pod = pod(Program.of(
                new Program.Print("early"),
                new Program.Pause(Duration.ofSeconds(1)),
                new Program.Print("late"),
                new Program.Exit(0)));
        site.apply(pod.build());
        Waiting.until(
                lent().patience(),
                "the pod runs or has ended",
                () -> bench().listed(pod.ref()),
                States.running().or(States.ended()));
        FutureTask<String> follower = new FutureTask<>(() -> bench().log(pod.ref(), FOLLOW));
        start(follower);
        assertThat(follower.get(lent().patience().toMillis(), TimeUnit.MILLISECONDS))
                .as("everything a follower reads until the log ends")
                .contains(" early\n")
                .contains(" late\n");
    }

    @Test
    final void rule_9_3_previousShowsTheInstanceBefore() throws Exception {
        needs(Capability.LOGS);
        needs(Capability.RESTARTS);
        Site site = start();
        TestPod pod = pod(RUNS).restartPolicy("Always");
        String first =
                bench().runReady(pod).container(TestPod.MAIN).orElseThrow().containerId();
        String before = bench().log(pod.ref(), LogOptions.all());
        kill(pod);
        bench().awaitListed(
                        pod.ref(),
                        "running as another instance than " + first,
                        listed -> States.running().test(listed)
                                && States.main(listed).orElseThrow().restarts() > 0);
        try (InputStream log = Bench.present(site.logs(), Capability.LOGS).open(pod.ref(), TestPod.MAIN, PREVIOUS)) {
            assertThat(new String(log.readAllBytes(), StandardCharsets.UTF_8))
                    .as("the log of the instance before, with the times its lines had then")
                    .isEqualTo(before);
        }
    }

    @Test
    final void rule_9_3_withoutAnInstanceBeforeItIsNotFound() throws Exception {
        needs(Capability.LOGS);
        Site site = start();
        TestPod pod = pod(RUNS);
        bench().run(pod);
        ProviderException failure = catchThrowableOfType(
                ProviderException.class,
                () -> Bench.present(site.logs(), Capability.LOGS).open(pod.ref(), TestPod.MAIN, PREVIOUS));
        assertThat(failure)
                .as("open() of the previous log of a container that was never restarted throws a ProviderException")
                .isNotNull();
        assertThat(failure.kind()).as("the kind").isEqualTo(ProviderException.Kind.NOT_FOUND);
    }

    @Test
    final void rule_9_4_closingFromAnotherThreadEndsAFollower() throws Exception {
        needs(Capability.LOGS);
        Site site = start();
        TestPod pod = pod(RUNS);
        bench().runReady(pod);
        InputStream log = Bench.present(site.logs(), Capability.LOGS).open(pod.ref(), TestPod.MAIN, FOLLOW);
        FutureTask<String> follower = new FutureTask<>(() -> {
            try {
                log.readAllBytes();
                return "end";
            } catch (IOException exception) {
                return "end with " + exception;
            }
        });
        Thread reader = start(follower);
        Waiting.stays(lent().quiet(), "a follower of a running container waits", reader::isAlive, alive -> alive);
        log.close();
        assertThat(follower.get(lent().patience().toMillis(), TimeUnit.MILLISECONDS))
                .as("what a blocked reader gets when its stream is closed")
                .startsWith("end");
    }

    private static Thread start(FutureTask<?> task) {
        Thread thread = new Thread(task, "tck-follower");
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    private static LogOptions tail(long lines) {
        return new LogOptions(false, false, OptionalLong.of(lines), Optional.empty());
    }

    private List<String> texts(TestPod pod, LogOptions options) throws Exception {
        return bench().log(pod.ref(), options)
                .lines()
                .map(line -> line.substring(line.indexOf(' ') + 1))
                .toList();
    }

    private List<String> lines(TestPod pod, LogOptions options, int count) throws Exception {
        return Waiting.until(
                lent().patience(),
                "the log has " + count + " lines",
                () -> bench().log(pod.ref(), options).lines().toList(),
                lines -> lines.size() == count);
    }
}
