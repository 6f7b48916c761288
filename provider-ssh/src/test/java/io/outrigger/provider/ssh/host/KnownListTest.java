// SPDX-License-Identifier: Apache-2.0
package io.outrigger.provider.ssh.host;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which list of pods an answer of a host stands for. */
final class KnownListTest {

    private static final KnownList KNOWN = new KnownList("0a1b", "pod 1\nend\n");

    @Test
    void aWholeListIsKnownByTheNameThatTheHostGaveIt() {
        assertThat(KnownList.NONE.next("pod 1\nmessage sum ff\nend\nsum 0a1b\ndone\n"))
                .contains(new KnownList("0a1b", "pod 1\nmessage sum ff\nend\n"));
    }

    @Test
    void theSameListIsNotSentAgain() {
        assertThat(KNOWN.next("same\nsum 0a1b\ndone\n")).containsSame(KNOWN);
    }

    @Test
    void anotherListTakesItsPlace() {
        assertThat(KNOWN.next("pod 2\nend\nsum 2 9\ndone\n")).contains(new KnownList("2 9", "pod 2\nend\n"));
    }

    @Test
    void aHostThatCannotNameItsListSendsItAlways() {
        KnownList nameless = new KnownList("", "pod 1\nend\n");
        assertThat(KNOWN.next("pod 1\nend\nsum \ndone\n")).contains(nameless);
        assertThat(nameless.next("same\nsum \ndone\n")).isEmpty();
    }

    @Test
    void whoKnowsNothingBelievesNoSameness() {
        assertThat(KnownList.NONE.next("same\nsum 0a1b\ndone\n")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "same\n",
                "same\nsum 0a1b\n",
                "same\nsum ff00\ndone\n",
                "pod 1\nend\n",
                "pod 1\nend\nsum 0a1b\ndone",
                "pod 1\nmessage sum 0a1b\ndone\n",
                "pod 1\nend\nsum 0A1B\ndone\n"
            })
    void weatherTheAnswerIsCutOffOrAnotherOnes(String answer) {
        assertThat(KNOWN.next(answer)).isEmpty();
    }
}
