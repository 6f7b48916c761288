// SPDX-License-Identifier: Apache-2.0
package io.outrigger.provider.ssh.host;

import static org.assertj.core.api.Assertions.assertThat;

import io.outrigger.spi.PodRef;
import org.junit.jupiter.api.Test;

/** What the host prints for statistics, whole and damaged. */
final class UsageReportTest {

    private static final String TEXT = """
            boot 0a-1b
            page 4096
            cpu  10 20 30 400 50 6 7 8 0 0
            btime 1700000000
            MemTotal:        1000 kB
            MemAvailable:     400 kB
            pods/u-1/pod.json:{"namespace":"default","name":"web","uid":"u-1"
            pods/u-1/containers/main/state:phase running
            pods/u-1/containers/main/state:pid 10
            pods/u-2/pod.json:{"namespace":"default","name":"web","uid":"u-1"
            /proc/10/stat:10 (a
            /proc/10/stat:b) S 1 10 10 0 -1 0 0 0 0 0 1 2 3 4 20 0 1 0 77 999 999
            /proc/10/statm:100 10 3 1 0 5 0
            done
            """;

    @Test
    void everythingIsWhereItBelongs() {
        UsageReport report = UsageReport.parse(TEXT).orElseThrow();
        assertThat(report.number("page", 1)).isEqualTo(4096);
        assertThat(report.number("MemAvailable:", 1)).isEqualTo(400);
        assertThat(report.number("missing", 5)).isEqualTo(5);
        assertThat(report.facts()).containsEntry("cpu", "10 20 30 400 50 6 7 8 0 0");
        assertThat(report.pod("u-1")).contains(new PodRef("default", "web", "u-1"));
        assertThat(report.states().get("u-1").get("main")).containsEntry("pid", "10");
        assertThat(report.processes().alive(10, 77)).isTrue();
    }

    @Test
    void aRecordThatNamesAnotherPodIsNotBelieved() {
        assertThat(UsageReport.parse(TEXT).orElseThrow().pod("u-2")).isEmpty();
        assertThat(UsageReport.parse(TEXT).orElseThrow().pod("u-3")).isEmpty();
    }

    @Test
    void weatherAReportThatWasCutOffIsNone() {
        for (int length = 0; length < TEXT.length(); length++) {
            assertThat(UsageReport.parse(TEXT.substring(0, length))).isEmpty();
        }
    }
}
