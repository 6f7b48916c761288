// SPDX-License-Identifier: Apache-2.0
package io.outrigger;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ShutdownTest {

    private final List<String> closed = new ArrayList<>();
    private final Shutdown shutdown = new Shutdown();

    @Test
    void whatWasOpenedLastIsClosedFirstAndOnce() {
        shutdown.opened("first", () -> closed.add("first"));
        shutdown.opened("second", () -> closed.add("second"));

        shutdown.close();
        shutdown.close();

        assertThat(closed).containsExactly("second", "first");
    }

    @Test
    void aPartThatFailsToCloseDoesNotKeepTheOthersOpen() {
        shutdown.opened("first", () -> closed.add("first"));
        shutdown.opened("broken", () -> {
            throw new IllegalStateException("this failure belongs to the test");
        });
        shutdown.opened("last", () -> closed.add("last"));

        shutdown.close();

        assertThat(closed).containsExactly("last", "first");
    }

    @Test
    void anInterruptedCloseClosesTheRestAndStaysInterrupted() {
        shutdown.opened("first", () -> closed.add("first"));
        shutdown.opened("interrupted", () -> {
            throw new InterruptedException();
        });

        shutdown.close();

        assertThat(Thread.interrupted()).isTrue();
        assertThat(closed).containsExactly("first");
    }
}
