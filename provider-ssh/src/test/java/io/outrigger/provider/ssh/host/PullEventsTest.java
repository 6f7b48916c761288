// SPDX-License-Identifier: Apache-2.0
package io.outrigger.provider.ssh.host;

import static org.assertj.core.api.Assertions.assertThat;

import io.outrigger.provider.ssh.host.PodRecord.ContainerRecord;
import io.outrigger.spi.ContainerEvent;
import io.outrigger.spi.ObservedPod;
import io.outrigger.spi.PodListener;
import io.outrigger.spi.PodRef;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** How the images of containers come to the host, from what the supervisor prints. */
final class PullEventsTest {

    private static final PodRecord RECORD = new PodRecord(
            "default",
            "web",
            "u1",
            "h1",
            List.of(),
            List.of(ContainerRecord.plain("main", false, "app:1", 0)),
            Map.of());

    private static final String PULLING = "NORMAL Pulling: Pulling image \"app:1\"";
    private static final String PULLED =
            "NORMAL Pulled: Successfully pulled image \"app:1\" in 3s (3s including waiting)."
                    + " Image size: 4096 bytes.";
    private static final String PRESENT =
            "NORMAL Pulled: Container image \"app:1\" already present on machine and can be accessed by the pod";

    private final List<String> told = new ArrayList<>();
    private final Reports reports = new Reports();
    private final PullEvents events = new PullEvents(reports);

    @BeforeEach
    void listen() {
        reports.begin(new PodListener() {
            @Override
            public void changed(ObservedPod pod) {}

            @Override
            public void removed(PodRef pod) {}

            @Override
            public void happened(PodRef pod, ContainerEvent event) {
                told.add(event.severity() + " " + event.reason() + ": " + event.message());
            }

            @Override
            public void gap() {}
        });
    }

    private void seen(String pull) {
        String text = "pod u1\nspec " + RECORD.toJson() + "\ncontainer main\nstate pull " + pull + "\nend\ndone\n";
        PodReport.parse(text).forEach(report -> events.seen(RECORD, report));
    }

    @Test
    void anImageThatIsPulledIsToldOnceWhenItBeginsAndOnceWhenItIsThere() {
        events.begins("u1");
        seen("0");
        seen("1 begun");
        seen("1 begun");
        assertThat(told).containsExactly(PULLING);
        seen("1 done 3 4096");
        seen("1 done 3 4096");
        assertThat(told).containsExactly(PULLING, PULLED);
    }

    @Test
    void aPullThatWasOverBeforeAnybodyLookedIsToldWhole() {
        events.begins("u1");
        seen("1 done 3 4096");
        assertThat(told).containsExactly(PULLING, PULLED);
    }

    @Test
    void everyTryIsAPullOfItsOwn() {
        events.begins("u1");
        seen("1 begun");
        seen("2 begun");
        assertThat(told).containsExactly(PULLING, PULLING);
    }

    @Test
    void anImageThatIsThereIsToldWithEveryStart() {
        events.begins("u1");
        seen("1 present");
        seen("2 present");
        assertThat(told).containsExactly(PRESENT, PRESENT);
    }

    @Test
    void whatHappenedBeforeThisProgramRanIsNotToldAgainAndWhatComesThenIs() {
        seen("1 begun");
        assertThat(told).isEmpty();
        seen("1 done 3 4096");
        assertThat(told).containsExactly(PULLED);
    }

    @Test
    void aReportThatComesTooLateAndADamagedOneTellNothing() {
        events.begins("u1");
        seen("2 present");
        seen("1 begun");
        seen("3 done x");
        seen("nonsense begun");
        assertThat(told).containsExactly(PRESENT);
    }
}
