// SPDX-License-Identifier: Apache-2.0
package io.outrigger.tck;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TranscriptTest {

    @Test
    void whatOnlyRepeatsTheLineBeforeIsCounted() {
        Transcript transcript = new Transcript();
        transcript.add("start");
        for (int time = 0; time < 200; time++) {
            transcript.add("list returned []");
        }
        transcript.add("close returned");
        assertThat(transcript.toString().lines())
                .satisfiesExactly(
                        line -> assertThat(line).endsWith(" s  start"),
                        line -> assertThat(line).endsWith(" s  list returned []"),
                        line -> assertThat(line).contains("and 199 times more until"),
                        line -> assertThat(line).endsWith(" s  close returned"));
    }
}
