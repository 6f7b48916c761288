// SPDX-License-Identifier: Apache-2.0
package io.outrigger.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.time.Duration;
import org.junit.jupiter.api.Test;

@EndToEnd
class RestartEndToEndTest {
    private static final String STATUS = "{.status.containerStatuses[0]";

    private final EdgeSite site;

    RestartEndToEndTest(EdgeSite site) {
        this.site = site;
    }

    @Test
    void underAlwaysEvenASuccessIsRestarted() {
        site.apply(Manifests.pod("always", onceThen("always", "exit 0", "exec sleep 3600")));

        site.await("pod/always", STATUS + "['ready','restartCount']}", "true 1");

        assertThat(site.field("pod/always", STATUS + ".lastState.terminated['exitCode','reason']}"))
                .isEqualTo("0 Completed");
        assertThat(site.field("pod/always", "{.status.phase}")).isEqualTo("Running");
    }

    @Test
    void underOnFailureAFailureIsRestartedAndASuccessIsNot() {
        site.apply(Manifests.pod("retrying", "OnFailure", onceThen("retrying", "exit 3", "exit 0")));

        site.await("pod/retrying", "{.status.phase}", "Succeeded");

        assertThat(site.restarts("retrying")).isEqualTo(1);
        assertThat(site.field("pod/retrying", STATUS + ".lastState.terminated['exitCode','reason']}"))
                .isEqualTo("3 Error");
        assertThat(site.field("pod/retrying", STATUS + ".state.terminated['exitCode','reason']}"))
                .isEqualTo("0 Completed");
        assertThat(site.shownStatus("retrying")).isEqualTo("Completed");
    }

    @Test
    void underNeverAFailureStaysWithItsExitCode() {
        site.apply(Manifests.pod("failing", "Never", "exit 7"));

        site.await("pod/failing", "{.status.phase}", "Failed");

        assertThat(site.field("pod/failing", STATUS + ".state.terminated['exitCode','reason']}"))
                .isEqualTo("7 Error");
        assertThat(site.restarts("failing")).isZero();
        assertThat(site.shownStatus("failing")).isEqualTo("Error");
    }

    @Test
    void underNeverASuccessIsCompleted() {
        site.apply(Manifests.pod("done", "Never", "exit 0"));

        site.await("pod/done", "{.status.phase}", "Succeeded");

        assertThat(site.restarts("done")).isZero();
        assertThat(site.shownStatus("done")).isEqualTo("Completed");
        assertThat(site.field("pod/done", "{.status.conditions[?(@.type=='Ready')]['status','reason']}"))
                .isEqualTo("False PodCompleted");
    }

    @Test
    void aContainerThatWasKilledHasTheExitCodeOfItsSignal() {
        // Kubernetes makes one dollar sign of two.
        site.apply(Manifests.pod("killed", "Never", "kill -KILL $$$$"));

        site.await("pod/killed", "{.status.phase}", "Failed");

        assertThat(site.field("pod/killed", STATUS + ".state.terminated.exitCode}"))
                .isEqualTo("137");
    }

    @Test
    void aRuleMayMakeAllContainersOfAPodBeginAgain() {
        String feature = "RestartAllContainersOnContainerExits";
        assumeTrue(
                site.field("node/" + site.name(), "{.status.declaredFeatures}").contains(feature),
                "SKIPPED: this API server does not know " + feature);
        site.apply("""
                apiVersion: v1
                kind: Pod
                metadata: {name: anew}
                spec:
                  PLACEMENT
                  restartPolicy: Never
                  volumes: [{name: shared, emptyDir: {}}]
                  initContainers:
                  - name: first
                    image: host
                    command: [sh, -c, "echo first >>/mnt/shared/order"]
                    volumeMounts: [{name: shared, mountPath: /mnt/shared}]
                  containers:
                  - name: source
                    image: host
                    command: [sh, -c, "[ -e /mnt/shared/seen ] && exec sleep 3600; touch /mnt/shared/seen; sleep 1; exit 42"]
                    volumeMounts: [{name: shared, mountPath: /mnt/shared}]
                    restartPolicy: Never
                    restartPolicyRules:
                    - {action: RestartAllContainers, exitCodes: {operator: In, values: [42]}}
                  - name: other
                    image: host
                    command: [sh, -c, "exec sleep 3600"]
                """);

        site.await("pod/anew", "{.status.containerStatuses[*].restartCount}", "1 1");
        site.await("pod/anew", "{.status.containerStatuses[*].ready}", "true true");

        assertThat(site.field("pod/anew", "{.status.phase} {.status.initContainerStatuses[0].restartCount}"))
                .isEqualTo("Running 1");
        String ends = "{.status.containerStatuses[?(@.name=='%s')].lastState.terminated['exitCode','reason']}";
        assertThat(site.field("pod/anew", ends.formatted("source"))).isEqualTo("42 Error");
        assertThat(site.field("pod/anew", ends.formatted("other"))).isEqualTo("137 RestartingAllContainers");
        assertThat(site.field("pod/anew", "{.status.conditions[?(@.type=='AllContainersRestarting')].status}"))
                .isEqualTo("False");
    }

    @Test
    void aContainerThatKeepsFailingIsShownInCrashLoopBackOff() {
        site.apply(Manifests.pod("crashing", "exit 1"));

        site.await(
                "pod/crashing",
                Duration.ofSeconds(60),
                () -> assertThat(site.shownStatus("crashing")).isEqualTo("CrashLoopBackOff"));

        assertThat(site.restarts("crashing")).isPositive();
        assertThat(site.field("pod/crashing", "{.status.phase}")).isEqualTo("Running");
        assertThat(site.field("pod/crashing", STATUS + ".state.waiting.message}"))
                .matches("back-off \\d+s restarting failed container=main pod=crashing_" + site.name() + "\\("
                        + site.uid("crashing") + "\\)");
        assertThat(site.field("pod/crashing", STATUS + ".lastState.terminated['exitCode','reason']}"))
                .isEqualTo("1 Error");
        site.await(
                "pod/crashing",
                Duration.ofSeconds(30),
                () -> assertThat(site.kubectl("describe", "pod", "crashing").orThrow())
                        .contains("Back-off restarting failed container main in pod crashing_" + site.name()));
    }

    /** A script that does one thing in its first life and another in all later ones. */
    private String onceThen(String name, String first, String later) {
        return "if mkdir %s/%s 2>/dev/null; then %s; fi\n%s".formatted(site.shared(), name, first, later);
    }
}
