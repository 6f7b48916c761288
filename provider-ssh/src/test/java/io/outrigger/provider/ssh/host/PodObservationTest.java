// SPDX-License-Identifier: Apache-2.0
package io.outrigger.provider.ssh.host;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Quantity;
import io.outrigger.provider.ssh.host.PodRecord.ContainerRecord;
import io.outrigger.spi.ContainerState;
import io.outrigger.spi.ObservedContainer;
import io.outrigger.spi.ObservedPod;
import io.outrigger.spi.ObservedResources;
import io.outrigger.spi.PodFailure;
import io.outrigger.spi.ResourceAmounts;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What the supervisor prints, in the words of the kubelet. */
final class PodObservationTest {

    private static final PodRecord RECORD = new PodRecord(
            "default",
            "web",
            "u1",
            "h1",
            List.of("10.0.0.1"),
            List.of(ContainerRecord.plain("setup", true, "host", 0), ContainerRecord.plain("main", false, "host", 4)),
            Map.of());

    private static final String SETUP_DONE = "container setup\nstate phase terminated\nstate exit 0\n";

    @Test
    void aContainerThatHasNoStateWaitsForTheInitContainers() {
        assertThat(main("").state()).isEqualTo(new ContainerState.Waiting("PodInitializing", ""));
        assertThat(main(SETUP_DONE).state()).isEqualTo(new ContainerState.Waiting("ContainerCreating", ""));
        assertThat(main("").restarts()).isEqualTo(4);
    }

    @Test
    void theBackOffIsWrittenAsTheKubeletWritesIt() {
        String state = "container main\nstate phase backoff\nstate exit 1\nstate reason Error\nstate restarts 6\n";
        assertThat(main(state + "state delay 10\n").state())
                .isEqualTo(new ContainerState.Waiting(
                        "CrashLoopBackOff", "back-off 10s restarting failed container=main pod=web_default(u1)"));
        assertThat(((ContainerState.Waiting) main(state + "state delay 80\n").state()).message())
                .startsWith("back-off 1m20s ");
        assertThat(((ContainerState.Waiting) main(state + "state delay 300\n").state()).message())
                .startsWith("back-off 5m0s ");
        assertThat(main(state).lastTermination().containerId()).isEqualTo("process://u1.main.6");
    }

    @Test
    void aProcessThatNobodySawEndIsOfUnknownStatus() {
        String state = "container main\nstate phase running\nstate restarts 5\n";
        assertThat(main(state + "process alive\n").state()).isInstanceOf(ContainerState.Running.class);
        assertThat(main(state + "runner alive\n").state()).isInstanceOf(ContainerState.Running.class);
        assertThat(main(state).state()).isInstanceOfSatisfying(ContainerState.Terminated.class, end -> {
            assertThat(end.exitCode()).isEqualTo(137);
            assertThat(end.reason()).isEqualTo("ContainerStatusUnknown");
        });
    }

    @Test
    void aReportThatIsCutOffAnywhereIsReadWithoutAnError() {
        String text = report("container main\nrunner alive\nstate phase running\nstate restarts 5\nprocess alive\n");
        for (int length = 0; length < text.length(); length++) {
            for (PodReport report : PodReport.parse(text.substring(0, length))) {
                report.knownRecord().ifPresent(record -> PodObservation.of(record, report));
            }
        }
    }

    @Test
    void aRecordOfAnotherPodIsNotBelieved() {
        String text = "pod u2\nspec " + RECORD.toJson() + "\nend\ndone\n";
        assertThat(PodReport.parse(text))
                .singleElement()
                .satisfies(report -> assertThat(report.record()).isNull());
    }

    @Test
    void aMessageOfSeveralLinesIsKept() {
        ObservedContainer main =
                main("container main\nstate phase terminated\nstate exit 2\nmessage first\nmessage container second\n");
        assertThat(((ContainerState.Terminated) main.state()).message()).isEqualTo("first\ncontainer second");
    }

    @Test
    void whatIsInForceIsToldOfAnInstanceThatRunsAndWhatIsAllocatedOfTheRest() {
        String running = "container main\nstate phase running\nprocess alive\nstate given 250 1000 - 67108864\n";
        String resized = "state allocated 1500 - 1000 33554432\nstate words --cpus 1\nstate # end\n";
        ObservedResources resources =
                main(running + resized + "state resize_problem no room\n").resources();
        assertThat(resources.actual())
                .isEqualTo(new ResourceAmounts(
                        Map.of("cpu", new Quantity("250m")),
                        Map.of("cpu", new Quantity("1"), "memory", new Quantity("64Mi"))));
        assertThat(resources.allocated())
                .isEqualTo(new ResourceAmounts(
                        Map.of("cpu", new Quantity("1500m"), "memory", new Quantity("1000")),
                        Map.of("memory", new Quantity("32Mi"))));
        assertThat(resources.problem()).isEqualTo("no room");
        assertThat(main("container main\nstate phase backoff\n" + resized)
                        .resources()
                        .actual())
                .isEqualTo(resources.allocated());
    }

    @Test
    void weatherWhatCannotBeReadOfResourcesIsNotMadeUp() {
        String running = "container main\nstate phase running\nprocess alive\n";
        for (String given : List.of("", "1 2 3", "1 2 3 4 5", "1 2 3 -4", "1 2 3 x", "1  2 3")) {
            assertThat(main(running + "state given " + given + "\nstate allocated 1 1 1 1\n")
                            .resources())
                    .as(given)
                    .isNull();
        }
        assertThat(main(running + "state given 1 1 1 1\n").resources()).isNull();
    }

    @Test
    void whyAHostHasEndedAPodIsTold() {
        String text = report("").replace("supervised\n", "stop\nfailure Evicted Usage is over \"1Mi\". \nsupervised\n");
        assertThat(observed(text).failure()).isEqualTo(new PodFailure("Evicted", "Usage is over \"1Mi\". "));
        assertThat(observed(report("")).failure()).isNull();
    }

    private static ObservedPod observed(String text) {
        PodReport report = PodReport.parse(text).get(0);
        return PodObservation.of(report.knownRecord().orElseThrow(), report);
    }

    private static ObservedContainer main(String containers) {
        return observed(report(containers)).container("main").orElseThrow();
    }

    private static String report(String containers) {
        return "pod u1\nspec " + RECORD.toJson() + "\n" + containers + "supervised\nend\ndone\n";
    }
}
