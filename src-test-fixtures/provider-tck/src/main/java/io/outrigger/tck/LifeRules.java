// SPDX-License-Identifier: Apache-2.0
package io.outrigger.tck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.outrigger.spi.Provider;
import io.outrigger.spi.ProviderException;
import io.outrigger.spi.ProviderFactory;
import io.outrigger.spi.Site;
import io.outrigger.spi.SiteSpec;
import java.lang.reflect.Modifier;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;

/** Chapter 1 of the contract: from the factory to the end. */
public abstract class LifeRules extends Chapter {

    private static final Duration CLOSING_TIME = Duration.ofSeconds(10);

    /** For subclasses. */
    protected LifeRules() {}

    @Test
    final void rule_1_1_theNameIsALabelThatNeverChanges() throws Exception {
        ProviderFactory factory = lent().factory();
        assertThat(factory.name()).as("ProviderFactory.name()").matches("[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?");
        assertThat(factory.name()).as("the name, asked again").isEqualTo(factory.name());
        assertThat(lent().factory().name()).as("the name of another factory").isEqualTo(factory.name());
        assertThat(lent().site().provider())
                .as("the provider of the harness's site")
                .isEqualTo(factory.name());
    }

    @Test
    final void rule_1_1_theServiceLoaderFindsTheFactory() throws Exception {
        Class<?> type = lent().factory().getClass();
        assertThat(Modifier.isPublic(type.getModifiers()))
                .as("%s is public", type)
                .isTrue();
        assertThat(type.getConstructors())
                .as("%s has a public constructor without parameters", type)
                .anyMatch(constructor -> constructor.getParameterCount() == 0);
        List<String> found = ServiceLoader.load(ProviderFactory.class).stream()
                .map(each -> each.type().getName())
                .toList();
        assertThat(found)
                .as("factories named in META-INF/services/%s", ProviderFactory.class.getName())
                .contains(type.getName());
    }

    @Test
    final void rule_1_2_createDoesNoInputOrOutput() throws Exception {
        if (has(Capability.LINK)) {
            breakLink();
        }
        LentContext context = new LentContext();
        try (Provider provider = lent().factory().create(context)) {
            assertThat(provider).as("the provider").isNotNull();
            assertThat(context.made()).as("threads made by create()").isEmpty();
        }
    }

    @Test
    final void rule_1_3_anUnknownSettingIsRefusedByName() throws Exception {
        Map<String, Object> settings = new HashMap<>(lent().site().settings());
        settings.put("colourOfTheTck", "blue");
        SiteSpec wrong = SiteSpec.of(lent().site().name(), lent().site().provider(), settings);
        try (Provider provider = lent().factory().create(new LentContext())) {
            ProviderException refusal = catchThrowableOfType(ProviderException.class, () -> provider.open(wrong));
            assertThat(refusal)
                    .as("open() with the setting colourOfTheTck throws a ProviderException")
                    .isNotNull();
            assertThat(refusal.kind()).as("the kind").isEqualTo(ProviderException.Kind.INVALID_CONFIG);
            assertThat(refusal.getMessage()).as("the message").contains("colourOfTheTck");
        }
    }

    @Test
    final void rule_1_3_openSucceedsWhileTheSiteIsAway() throws Exception {
        needs(Capability.LINK);
        breakLink();
        assertThat(bench().open()).as("the opened site").isNotNull();
    }

    @Test
    final void rule_1_4_startSucceedsWhileTheSiteIsAwayAndFindsItLater() throws Exception {
        needs(Capability.LINK);
        breakLink();
        Site site = bench().open();
        site.start(bench().reports());
        healLink();
        Waiting.until(lent().patience(), "list() answers once the site is back", site::list, List::isEmpty);
    }

    @Test
    final void rule_1_5_closeReleasesThreadsAndMayBeCalledTwice() throws Exception {
        Site site = start();
        bench().run(pod(RUNS));
        Provider provider = bench().provider();
        long begin = System.nanoTime();
        site.close();
        site.close();
        provider.close();
        provider.close();
        assertThat(Duration.ofNanos(System.nanoTime() - begin))
                .as("the time that closing took")
                .isLessThan(CLOSING_TIME);
        Duration left = lent().patience().compareTo(CLOSING_TIME) < 0 ? lent().patience() : CLOSING_TIME;
        Waiting.until(
                left,
                "no thread of ProviderContext.threads() is alive after close()",
                () -> bench().context().made().stream().filter(Thread::isAlive).toList(),
                List::isEmpty);
    }

    @Test
    final void rule_1_5_closeLeavesPodsRunning() throws Exception {
        start();
        TestPod pod = pod(RUNS);
        var before = bench().run(pod);
        bench().stop();
        assertThat(lent().leftovers(pod.ref()))
                .as("what the backend has of the pod")
                .isNotEmpty();
        bench().start();
        bench().awaitListed(pod.ref(), "as it ran before close()", States.same(before));
        Waiting.stays(
                lent().quiet(),
                "the pod runs on as before close(): " + before,
                () -> bench().listed(pod.ref()),
                States.same(before));
    }

    @Test
    final void rule_1_6_threadsComeFromTheContext() throws Exception {
        ThreadGroup group = new ThreadGroup("tck");
        OwnThreads own = new OwnThreads(group, () -> {
            start();
            bench().run(pod(RUNS));
            bench().site().node();
        });
        List<String> threads = own.run(() -> bench().context().made()).stream()
                .filter(name -> !lent().isThreadOfLibrary(name))
                .toList();
        assertThat(threads)
                .as("threads that were not made by ProviderContext.threads()")
                .isEmpty();
    }
}
