// SPDX-License-Identifier: Apache-2.0
package io.outrigger.tck;

import io.outrigger.spi.DesiredPod;
import io.outrigger.spi.ProviderException;
import io.outrigger.spi.Site;
import java.time.Duration;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.assertj.core.api.Assertions;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * The base of every chapter of the kit. Provider authors extend {@link ProviderTck}, which has all chapters, or a single
 * chapter while they work on it. Every test gets a new harness and runs on JUnit's thread.
 */
@ExtendWith(RuleExplanation.class)
@Timeout(value = 5, unit = TimeUnit.MINUTES)
public abstract class Chapter {

    static final Duration LONG_GRACE = Duration.ofMinutes(10);
    static final Duration SHORT_GRACE = Duration.ofSeconds(1);
    static final Program RUNS = Program.of(new Program.AwaitStop(0));
    static final Program DEAF = Program.of(new Program.IgnoreStop());

    private @Nullable ProviderHarness lent;
    private @Nullable Bench prepared;

    /** For subclasses. */
    protected Chapter() {}

    /** A new harness with an empty backend; closed after the test. */
    protected abstract ProviderHarness harness() throws Exception;

    @BeforeEach
    final void prepare() throws Exception {
        lent = harness();
        prepared = new Bench(lent);
    }

    @AfterEach
    final void cleanUp() throws Exception {
        if (prepared != null) {
            prepared.close();
        }
    }

    final String transcript() {
        return bench().transcript().toString();
    }

    final Bench bench() {
        if (prepared == null) {
            throw new IllegalStateException("the test was not prepared");
        }
        return prepared;
    }

    /** The harness of this test. */
    final ProviderHarness lent() {
        if (lent == null) {
            throw new IllegalStateException("the test was not prepared");
        }
        return lent;
    }

    final Site start() throws Exception {
        return bench().start();
    }

    final TestPod pod(Program program) {
        return new TestPod(lent(), "web", program);
    }

    final TestPod pod(String name, Program program) {
        return new TestPod(lent(), name, program);
    }

    static Program exits(int code) {
        return Program.of(new Program.Exit(code));
    }

    final boolean has(Capability capability) {
        return !lent().lacks().contains(capability);
    }

    /** Skips a test whose subject the site does not have. That it says so is checked under rules 2.6 and 10.4. */
    final void needs(Capability capability) {
        Assumptions.assumeTrue(has(capability), () -> "the harness declares that the site lacks " + capability);
    }

    final void breakLink() throws Exception {
        bench().transcript().add("the link breaks");
        lent().breakLink();
    }

    final void healLink() throws Exception {
        bench().transcript().add("the link is whole again");
        lent().healLink();
    }

    final void kill(TestPod pod) throws Exception {
        bench().transcript().add("container main of " + pod.ref() + " is killed behind the provider's back");
        lent().kill(pod.ref(), TestPod.MAIN);
    }

    /** A call to a site. */
    interface Order {
        void call() throws Exception;
    }

    /** Makes a call that must return within the harness's patience. */
    final void promptly(String call, Order order) throws Exception {
        FutureTask<Boolean> task = new FutureTask<>(() -> {
            order.call();
            return true;
        });
        Thread caller = new Thread(task, "tck-caller");
        caller.setDaemon(true);
        caller.start();
        try {
            task.get(lent().patience().toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException exception) {
            caller.interrupt();
            throw new AssertionError(
                    "expected: " + call + " returns at once\nbut got: it goes on after " + lent().patience(),
                    exception);
        }
    }

    /** Expects that a pod is refused and the field is named. */
    final ProviderException refused(Site site, DesiredPod pod, ProviderException.Kind kind, String field) {
        ProviderException refusal = Assertions.catchThrowableOfType(ProviderException.class, () -> site.apply(pod));
        Assertions.assertThat(refusal)
                .as("apply() of a pod with %s, which this site cannot do, throws a ProviderException", field)
                .isNotNull();
        Assertions.assertThat(refusal.kind())
                .as("the kind of the refusal \"%s\"", refusal.getMessage())
                .isEqualTo(kind);
        Assertions.assertThat(refusal.getMessage())
                .as("the message of the refusal, which names the field")
                .contains(field);
        return refusal;
    }
}
