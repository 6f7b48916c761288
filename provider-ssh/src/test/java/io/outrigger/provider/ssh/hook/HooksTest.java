// SPDX-License-Identifier: Apache-2.0
package io.outrigger.provider.ssh.hook;

import static org.assertj.core.api.Assertions.assertThat;

import io.outrigger.provider.ssh.action.Action;
import io.outrigger.provider.ssh.action.Answer;
import io.outrigger.provider.ssh.action.Instance;
import io.outrigger.provider.ssh.action.Target;
import io.outrigger.spi.PodRef;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** How often a hook runs and who hears of it; what is to be done later is done by the test. */
final class HooksTest {

    private static final Action WAVE = new Action.Exec(List.of("wave"));

    private final List<String> ran = new ArrayList<>();
    private final List<Answer.Kind> heard = new ArrayList<>();
    private final List<Runnable> later = new ArrayList<>();
    private final List<Thread> threads = new ArrayList<>();
    private Answer.Kind answer = Answer.Kind.SUCCESS;
    private boolean faulty;
    private final Hooks hooks = new Hooks(
            (target, action, limit) -> {
                ran.add(target.container());
                if (faulty) {
                    throw new IllegalStateException("a fault");
                }
                return new Answer(answer, "");
            },
            (delay, work) -> {
                later.add(work);
                return () -> later.remove(work);
            },
            work -> {
                Thread thread = new Thread(work);
                threads.add(thread);
                return thread;
            });

    @Test
    void aReportThatIsOlderThanTheEndOfAHookDoesNotRunItTwice() throws Exception {
        run(0);
        run(0);
        assertThat(ran).containsExactly("main");
        assertThat(heard).containsExactly(Answer.Kind.SUCCESS);
        later();
        assertThat(heard).containsExactly(Answer.Kind.SUCCESS, Answer.Kind.SUCCESS);
    }

    @Test
    void theNextInstanceRunsItsOwn() throws Exception {
        run(0);
        hooks.forget(instance(0));
        run(1);
        assertThat(ran).hasSize(2);
    }

    @Test
    void aHookThatMetABrokenLinkRunsAgainAndNobodyHearsOfTheFirstTry() throws Exception {
        answer = Answer.Kind.ABSENT;
        run(0);
        assertThat(heard).isEmpty();
        answer = Answer.Kind.FAILURE;
        later();
        assertThat(heard).containsExactly(Answer.Kind.FAILURE);
        assertThat(ran).hasSize(2);
    }

    @Test
    void aHookThatIsToRunAgainIsForgottenWithItsContainer() throws Exception {
        answer = Answer.Kind.ABSENT;
        run(0);
        hooks.forget(instance(0));
        assertThat(later).isEmpty();
    }

    @Test
    void aFaultOfOurOwnIsToldAsAnAnswerThatIsNotKnown() throws Exception {
        faulty = true;
        run(0);
        assertThat(heard).containsExactly(Answer.Kind.UNKNOWN);
    }

    @Test
    void theHookOfAnInstanceEndsThoseOfEarlierOnes() {
        sleep(0);
        Runnable first = later.get(0);
        sleep(1);
        assertThat(later).hasSize(1).doesNotContain(first);
    }

    @Test
    void aReportOfAnEarlierInstanceBeginsNothing() throws Exception {
        run(1);
        run(0);
        assertThat(ran).hasSize(1);
    }

    @Test
    void afterTheEndNothingIsBegun() throws Exception {
        hooks.close();
        run(0);
        sleep(1);
        assertThat(ran).isEmpty();
        assertThat(later).isEmpty();
    }

    @Test
    void aHookThatOnlyWaitsTakesNoThreadAndEndsWithItsContainer() {
        sleep(0);
        assertThat(threads).isEmpty();
        assertThat(later).hasSize(1);
        hooks.forget(instance(0));
        assertThat(later).isEmpty();
        assertThat(heard).isEmpty();
    }

    @Test
    void aReportOfTheEndOfAnEarlierInstanceDoesNotEndTheHookOfThisOne() {
        sleep(1);
        hooks.forget(instance(0));
        assertThat(later).hasSize(1);
        hooks.forget(instance(1));
        assertThat(later).isEmpty();
    }

    private void run(long number) throws InterruptedException {
        hooks.run(instance(number), HookKind.POST_START, WAVE, told -> heard.add(told.kind()));
        join();
    }

    private void sleep(long number) {
        Action.Sleep sleep = new Action.Sleep(Duration.ofMinutes(5));
        hooks.run(instance(number), HookKind.PRE_STOP, sleep, told -> heard.add(told.kind()));
    }

    /** Does what is due. */
    private void later() throws InterruptedException {
        List<Runnable> due = List.copyOf(later);
        later.clear();
        due.forEach(Runnable::run);
        join();
    }

    private void join() throws InterruptedException {
        for (Thread thread : threads) {
            thread.join();
        }
    }

    private static Instance instance(long number) {
        return new Instance(new Target(new PodRef("default", "web", "u1"), "main", "localhost"), number);
    }
}
