// SPDX-License-Identifier: Apache-2.0
package io.outrigger.tck;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** The kit on a mutant; run by {@link MutantsTest} through JUnit's launcher, once per mutant on its own thread. */
class MutatedProvider extends ProviderTck {

    private static final ThreadLocal<@Nullable Subject> SUBJECT = new ThreadLocal<>();

    private record Subject(Mutation mutation, Duration patience) {}

    /** Says on which mutant the kit runs when this thread launches it. */
    static void choose(Mutation mutation, Duration patience) {
        SUBJECT.set(new Subject(mutation, patience));
    }

    @Override
    protected ProviderHarness harness() {
        Subject subject = SUBJECT.get();
        if (subject == null) {
            throw new IllegalStateException("no mutant was chosen on this thread");
        }
        return new CorrectHarness(subject.mutation(), subject.patience());
    }
}
