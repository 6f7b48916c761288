// SPDX-License-Identifier: Apache-2.0
package io.outrigger.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.outrigger.controlplane.CommandResult;
import io.outrigger.controlplane.RunningCommand;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

@EndToEnd
class LogsEndToEndTest {
    private static final Duration END_OF_STREAM = Duration.ofMinutes(1);

    private final EdgeSite site;

    LogsEndToEndTest(EdgeSite site) {
        this.site = site;
    }

    /** The pod "story" writes two lines, waits ten seconds, and writes another. */
    @BeforeAll
    static void tellAStory(EdgeSite site) {
        site.apply(Manifests.pod("story", "echo one; echo two >&2; sleep 10; echo three; exec sleep 3600"));
        site.await(
                "pod/story",
                Duration.ofSeconds(60),
                () -> assertThat(logs(site, "story")).isEqualTo("one\ntwo\nthree\n"));
    }

    @Test
    void sinceShowsOnlyWhatIsYoungEnough() {
        String written = site.kubectl("logs", "story", "--timestamps", "--tail=1")
                .orThrow()
                .split(" ")[0];

        assertThat(site.kubectl("logs", "story", "--since-time=" + written).orThrow())
                .isEqualTo("three\n");
        assertThat(site.kubectl("logs", "story", "--since-time=2100-01-01T00:00:00Z")
                        .orThrow())
                .isEmpty();
        assertThat(site.kubectl("logs", "story", "--since=1h").orThrow()).isEqualTo("one\ntwo\nthree\n");
    }

    @Test
    void aDurationIsCountedBackFromNow() {
        site.apply(Manifests.pod("ticking", "echo early; sleep 8; echo late; exec sleep 3600"));
        site.await(
                "pod/ticking",
                Duration.ofSeconds(60),
                () -> assertThat(logs(site, "ticking")).contains("late"));

        assertThat(site.kubectl("logs", "ticking", "--since=6s").orThrow()).isEqualTo("late\n");
    }

    @Test
    void tailShowsTheLastLines() {
        assertThat(site.kubectl("logs", "story", "--tail=1").orThrow()).isEqualTo("three\n");
        assertThat(site.kubectl("logs", "story", "--tail=2").orThrow()).isEqualTo("two\nthree\n");
        assertThat(site.kubectl("logs", "story", "--tail=0").orThrow()).isEmpty();
        assertThat(site.kubectl("logs", "story", "--tail=100").orThrow()).isEqualTo("one\ntwo\nthree\n");
    }

    @Test
    void timestampsHaveNineDigitsOfASecond() {
        assertThat(site.kubectl("logs", "story", "--timestamps")
                        .orThrow()
                        .lines()
                        .toList())
                .hasSize(3)
                .allMatch(line -> line.matches(
                        "\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{9}(Z|[+-]\\d\\d:\\d\\d) (one|two|three)"));
    }

    @Test
    void aLimitOfBytesCutsWithinALine() {
        assertThat(site.kubectl("logs", "story", "--limit-bytes=6").orThrow()).isEqualTo("one\ntw");
    }

    @Test
    void followingEndsWithTheContainer() {
        site.apply(Manifests.pod("brief", "Never", "for n in 1 2 3 4 5; do echo line $n; sleep 1; done"));
        site.await(
                "pod/brief",
                Duration.ofSeconds(60),
                () -> assertThat(logs(site, "brief")).contains("line 1"));

        CommandResult followed = site.kubectlStreaming("logs", "-f", "brief").await(END_OF_STREAM);

        assertThat(followed.orThrow()).isEqualTo("line 1\nline 2\nline 3\nline 4\nline 5\n");
        site.await("pod/brief", "{.status.phase}", "Succeeded");
    }

    @Test
    void followingShowsLinesAsTheyAreWritten() {
        site.apply(Manifests.pod("slow", "while :; do echo tick; sleep 1; done"));
        site.awaitRunning("slow");

        try (RunningCommand following = site.kubectlStreaming("logs", "-f", "--tail=0", "slow")) {
            await().atMost(END_OF_STREAM).until(() -> following.stdout().lines().count() >= 3);
            assertThat(following.isRunning()).isTrue();
        }
    }

    @Test
    void previousShowsTheInstanceBefore() {
        site.apply(Manifests.pod("reborn", """
                if mkdir %s/reborn 2>/dev/null; then echo first life; exit 1; fi
                echo second life; exec sleep 3600
                """.formatted(site.shared())));
        site.await("pod/reborn", "{.status.containerStatuses[0]['ready','restartCount']}", "true 1");

        assertThat(site.kubectl("logs", "reborn").orThrow()).isEqualTo("second life\n");
        assertThat(site.kubectl("logs", "reborn", "--previous").orThrow()).isEqualTo("first life\n");
    }

    @Test
    void followingEndsWithTheInstance_andWhoAsksAgainFollowsTheNextOne() throws IOException {
        site.apply(Manifests.pod("lives", life("lives")));
        site.awaitRunning("lives");

        assertThat(followedLife("pod/lives", "lives", 1)).isEqualTo("life 1 begins\nlife 1 ends\n");
        assertThat(followedLife("pod/lives", "lives", 2)).isEqualTo("life 2 begins\nlife 2 ends\n");
        assertThat(site.kubectl("logs", "lives", "--previous", "-f").orThrow())
                .isEqualTo("life 2 begins\nlife 2 ends\n");
    }

    @Test
    void aContainerThatWaitsForItsNextStartShowsItsLastLife_andFollowingItEndsAtOnce() {
        site.apply(Manifests.pod("failing", "echo failing; exit 1"));
        site.await("pod/failing", "{.status.containerStatuses[0].state.waiting.reason}", "CrashLoopBackOff");

        for (String option : List.of("--follow", "--previous", "--timestamps=false")) {
            CommandResult logs =
                    site.kubectlStreaming("logs", "failing", option).await(Duration.ofSeconds(5));
            assertThat(logs.orThrow()).as(option).isEqualTo("failing\n");
        }
    }

    @Test
    void aDeploymentIsFollowedUntilTheContainerOfItsPodRestarts() throws IOException {
        site.apply("""
                apiVersion: apps/v1
                kind: Deployment
                metadata: {name: cast}
                spec:
                  selector: {matchLabels: {app: cast}}
                  template:
                    metadata: {labels: {app: cast}}
                    spec:
                      PLACEMENT
                      containers:
                      - name: main
                        image: host
                        command:
                        - sh
                        - -c
                        - |
                %s""".formatted(life("cast").indent(10)));
        site.kubectl("rollout", "status", "deployment/cast", "--timeout=60s").orThrow();

        assertThat(followedLife("deployment/cast", "cast", 1)).isEqualTo("life 1 begins\nlife 1 ends\n");
        assertThat(followedLife("deployment/cast", "cast", 2)).isEqualTo("life 2 begins\nlife 2 ends\n");
    }

    /** A script that counts its lives in a file of that name and ends each when it is told to. */
    private String life(String name) {
        return """
                life=$(($(cat %1$s 2>/dev/null || echo 0) + 1)); echo $life > %1$s
                echo life $life begins
                until [ -e %1$s.$life ]; do sleep 0.1; done
                echo life $life ends; exit 1
                """.formatted(site.shared().resolve(name));
    }

    /** Follows a log from the beginning of a life to its end, which this brings about. */
    private String followedLife(String object, String name, int life) throws IOException {
        site.await(
                object,
                Duration.ofSeconds(60),
                () -> assertThat(logs(site, object)).isEqualTo("life " + life + " begins\n"));
        try (RunningCommand following = site.kubectlStreaming("logs", "-f", object)) {
            await().atMost(END_OF_STREAM).until(() -> following.stdout().contains("begins"));
            Files.createFile(site.shared().resolve(name + "." + life));
            return following.await(END_OF_STREAM).orThrow();
        }
    }

    @Test
    void thereIsNoPreviousInstanceOfAContainerThatNeverEnded() {
        assertThat(site.kubectl("logs", "story", "--previous").stderr())
                .contains("previous terminated container \"main\" in pod \"story\" not found");
    }

    @Test
    void aContainerThatWaitsSaysWhatFor() {
        site.apply(Manifests.pod("waiting", "echo $VALUE").replace("    image: host", """
                    image: host
                    env: [{name: VALUE, valueFrom: {configMapKeyRef: {name: nowhere, key: value}}}]\
                """));
        site.await("pod/waiting", "{.status.containerStatuses[0].state.waiting.reason}", "CreateContainerConfigError");

        assertThat(site.kubectl("logs", "waiting").stderr())
                .contains("(BadRequest)")
                .contains("container \"main\" in pod \"waiting\" is waiting to start: CreateContainerConfigError");
    }

    @Test
    void eachContainerHasItsOwnLog() {
        site.apply("""
                apiVersion: v1
                kind: Pod
                metadata: {name: duet}
                spec:
                  PLACEMENT
                  containers:
                  - {name: high, image: host, command: [sh, -c, echo soprano; exec sleep 3600]}
                  - {name: low, image: host, command: [sh, -c, echo bass; exec sleep 3600]}
                """);
        site.awaitRunning("duet");

        assertThat(site.kubectl("logs", "duet", "-c", "low").orThrow()).isEqualTo("bass\n");
        assertThat(site.kubectl("logs", "duet", "--all-containers", "--prefix")
                        .orThrow()
                        .lines())
                .containsExactlyInAnyOrder("[pod/duet/high] soprano", "[pod/duet/low] bass");
    }

    private static String logs(EdgeSite site, String pod) {
        return site.kubectl("logs", pod).stdout();
    }
}
