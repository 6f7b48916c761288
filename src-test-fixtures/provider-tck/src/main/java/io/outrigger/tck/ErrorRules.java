// SPDX-License-Identifier: Apache-2.0
package io.outrigger.tck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.outrigger.spi.DesiredPod;
import io.outrigger.spi.Provider;
import io.outrigger.spi.ProviderException;
import io.outrigger.spi.Site;
import io.outrigger.spi.SiteSpec;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Chapter 6 of the contract: how things go wrong. */
public abstract class ErrorRules extends Chapter {

    private static final String SECRET = "s3cret-of-the-tck";

    /** For subclasses. */
    protected ErrorRules() {}

    @Test
    final void rule_6_1_whileTheLinkIsBrokenOrdersAreAcceptedOrUnreachable() throws Exception {
        needs(Capability.LINK);
        Site site = start();
        TestPod pod = pod(RUNS);
        bench().run(pod);
        breakLink();
        DesiredPod other = pod("other", RUNS).build();
        acceptedOrUnreachable("apply()", () -> site.apply(other));
        acceptedOrUnreachable("delete()", () -> site.delete(pod.ref(), LONG_GRACE));
    }

    @Test
    final void rule_6_2_messagesHoldNoSecretOfAPod() throws Exception {
        needs(Capability.ENVIRONMENT);
        Site site = start();
        DesiredPod pod = pod(RUNS)
                .variable("PASSWORD", SECRET)
                .edit(Refusal.volumeOfUnknownKind().edit())
                .build();
        noSecretIn(catchThrowable(() -> site.apply(pod)));
    }

    @Test
    final void rule_6_2_messagesHoldNoSecretOfTheSettings() throws Exception {
        Map<String, Object> settings = new HashMap<>(lent().site().settings());
        settings.put("pasword", SECRET);
        try (Provider provider = lent().factory().create(new LentContext())) {
            noSecretIn(catchThrowable(() -> provider.open(
                    SiteSpec.of(lent().site().name(), lent().site().provider(), settings))));
        }
    }

    @Test
    final void rule_6_2_whatIsUnreachableIsNamed() throws Exception {
        needs(Capability.LINK);
        Site site = start();
        site.list();
        breakLink();
        ProviderException failure = catchThrowableOfType(ProviderException.class, site::node);
        assertThat(failure)
                .as("node() throws a ProviderException while the link is broken")
                .isNotNull();
        assertThat(failure.getMessage())
                .as("the message, which names the site")
                .contains(lent().site().name());
    }

    @Test
    final void rule_6_3_aCallThatFailedMayBeRepeated() throws Exception {
        needs(Capability.LINK);
        Site site = start();
        TestPod pod = pod(RUNS);
        breakLink();
        acceptedOrUnreachable("apply()", () -> site.apply(pod.build()));
        healLink();
        Waiting.until(lent().patience(), "list() answers once the site is back", site::list, pods -> true);
        site.apply(pod.build());
        var running = bench().awaitListed(pod.ref(), "running", States.running());
        assertThat(running.container(TestPod.MAIN).orElseThrow().restarts())
                .as("the restart count after apply() failed once and succeeded once")
                .isZero();
        site.delete(pod.ref(), Duration.ZERO);
        bench().awaitGone(pod.ref());
    }

    private static void acceptedOrUnreachable(String call, ThrowingCallable order) {
        Throwable thrown = catchThrowable(order);
        if (thrown == null) {
            return;
        }
        assertThat(thrown).as("what %s throws while the link is broken", call).isInstanceOf(ProviderException.class);
        assertThat(((ProviderException) thrown).kind())
                .as("the kind of \"%s\", thrown by %s while the link is broken", thrown.getMessage(), call)
                .isEqualTo(ProviderException.Kind.UNREACHABLE);
    }

    /** Whether anything is thrown at all is the business of rules 1.3 and 2.6. */
    private static void noSecretIn(@Nullable Throwable thrown) {
        if (thrown == null) {
            return;
        }
        StringWriter text = new StringWriter();
        thrown.printStackTrace(new PrintWriter(text));
        assertThat(text.toString()).as("the message and all its causes").doesNotContain(SECRET);
    }
}
