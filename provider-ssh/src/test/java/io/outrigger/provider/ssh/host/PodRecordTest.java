// SPDX-License-Identifier: Apache-2.0
package io.outrigger.provider.ssh.host;

import static org.assertj.core.api.Assertions.assertThat;

import io.outrigger.provider.ssh.host.PodRecord.ContainerRecord;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What is kept of a pod, cut off after every byte: it is read whole or not at all. */
final class PodRecordTest {

    private static final PodRecord RECORD = new PodRecord(
            "shop",
            "wéb",
            "u-1",
            "hash",
            List.of("10.0.0.1"),
            List.of(ContainerRecord.plain("setup", true, "host", 0), ContainerRecord.plain("main", false, "host", 3)),
            Map.of("plan", 12L));

    private static final String PLAN = """
            pod shop web
            init setup 0 file
            app main 3 logs
            # end
            """;

    @Test
    void aRecordIsReadAsItWasWritten() {
        assertThat(PodRecord.fromJson(RECORD.toJson())).contains(RECORD);
        assertThat(PodRecord.refFromJson(RECORD.toJson())).contains(RECORD.ref());
    }

    @Test
    void aRecordThatIsCutOffAfterAnyByteIsNotRead() {
        String text = RECORD.toJson();
        for (int length = 0; length < text.length(); length++) {
            String cut = text.substring(0, length);
            assertThat(PodRecord.fromJson(cut)).as(cut).isEmpty();
            assertThat(PodRecord.refFromJson(cut)).as(cut).isEmpty();
        }
    }

    @Test
    void aRecordOfAnotherShapeIsNotRead() {
        for (String text : List.of("null", "[]", "{}", "7", "\"pod\"", "{\"uid\":{}}", "\0\0\0\0")) {
            assertThat(PodRecord.fromJson(text)).as(text).isEmpty();
            assertThat(PodRecord.refFromJson(text)).as(text).isEmpty();
        }
    }

    @Test
    void aPlanTellsWhoseItIsAndWhatIsInIt() {
        PodRecord record = PlanRecord.parse("u-1", PLAN, List.of()).orElseThrow();
        assertThat(record.ref()).hasToString("web_shop(u-1)");
        assertThat(record.containers())
                .containsExactly(
                        ContainerRecord.plain("setup", true, "", 0), ContainerRecord.plain("main", false, "", 3));
    }

    @Test
    void aPlanThatIsCutOffAfterAnyByteIsNotRead() {
        for (int length = 0; length < PLAN.length(); length++) {
            String cut = PLAN.substring(0, length);
            assertThat(PlanRecord.parse("u-1", cut, List.of())).as(cut).isEmpty();
        }
    }
}
