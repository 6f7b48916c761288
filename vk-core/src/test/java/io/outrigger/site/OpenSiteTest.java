// SPDX-License-Identifier: Apache-2.0
package io.outrigger.site;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.outrigger.spi.ObservedPod;
import io.outrigger.spi.PodRef;
import io.outrigger.spi.ProviderException;
import io.outrigger.spi.ProviderException.Kind;
import io.outrigger.spi.SiteSpec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class OpenSiteTest {

    private static final PodRef POD = new PodRef("default", "web", "u1");

    private final ManualClock clock = new ManualClock();
    private final FakeSite provider = new FakeSite();
    private final Sites sites = new Sites(clock);
    private final List<String> heard = new ArrayList<>();
    private OpenSite site;

    @BeforeEach
    void open() throws ProviderException {
        sites.listen(new SiteListener() {
            @Override
            public void opened(OpenSite opened) {
                heard.add("opened");
            }

            @Override
            public void reached(OpenSite reached) {
                heard.add("reached");
            }

            @Override
            public void hanging(OpenSite hanging, String what) {
                heard.add(what);
            }

            @Override
            public void lost(OpenSite lost) {
                heard.add("lost");
            }

            @Override
            public void observed(OpenSite observed) {
                heard.add("observed");
            }

            @Override
            public void closed(OpenSite closed) {
                heard.add("closed");
            }

            @Override
            public void podChanged(OpenSite at, ObservedPod pod) {
                heard.add("changed " + pod.ref().name());
            }

            @Override
            public void podRemoved(OpenSite at, PodRef pod) {
                heard.add("removed " + pod.name());
            }
        });
        site = sites.add(SiteSpec.of("edge-1", "fake", Map.of()), provider);
    }

    @Test
    void aSiteIsUnknownUntilItHasAnswered() {
        assertThat(site.reachable()).isFalse();
        assertThat(site.contact().state()).isEqualTo(Contact.State.UNKNOWN);
        assertThat(site.observed()).isEmpty();
    }

    @Test
    void whatKeepsASiteFromItsFirstAnswerIsWarnedOfAtOnceAndOnce() {
        var logger = (Logger) LoggerFactory.getLogger(OpenSite.class);
        var lines = new ListAppender<ILoggingEvent>();
        lines.start();
        logger.setLevel(Level.WARN);
        logger.addAppender(lines);
        try {
            provider.failure = new ProviderException(Kind.BUSY, "in use by the process 7 on edge");
            site.ask();
            site.ask();
            assertThat(lines.list)
                    .filteredOn(line -> line.getLevel() == Level.WARN)
                    .extracting(ILoggingEvent::getFormattedMessage)
                    .containsExactly("site edge-1: does not answer yet: in use by the process 7 on edge");
        } finally {
            logger.detachAppender(lines);
            logger.setLevel(null);
        }
    }

    @Test
    void theFirstAnswerMakesItReachableAndIsToldOnce() {
        site.ask();
        site.ask();

        assertThat(site.reachable()).isTrue();
        assertThat(site.contact().state()).isEqualTo(Contact.State.PRESENT);
        assertThat(heard).containsExactly("opened", "reached", "observed");
    }

    @Test
    void aListIsAnAnswerToo() throws ProviderException {
        assertThat(site.list()).isEmpty();

        assertThat(site.reachable()).isTrue();
        assertThat(heard).containsExactly("opened", "reached");
    }

    @Test
    void newsAboutTheSiteAreToldAndRepetitionsAreNot() {
        site.ask();
        provider.node = FakeSite.node("8");
        site.ask();

        assertThat(heard).containsExactly("opened", "reached", "observed", "observed");
    }

    @Test
    void unreachablePausesTheLaneAtOnceButContactIsLostOnlyAfterItsTimeout() {
        site.ask();
        provider.failure = FakeSite.unreachable();

        assertThatThrownBy(() -> site.delete(POD, Duration.ZERO)).isInstanceOf(ProviderException.class);
        site.checkSilence();
        assertThat(site.reachable()).isFalse();
        assertThat(site.contact().state()).isEqualTo(Contact.State.PRESENT);

        clock.advance(Duration.ofSeconds(21));
        site.checkSilence();
        site.checkSilence();
        assertThat(site.contact().state()).isEqualTo(Contact.State.LOST);
        assertThat(site.contact().problem()).isEqualTo("connection refused");
        assertThat(heard).containsExactly("opened", "reached", "observed", "lost");
    }

    @Test
    void aSiteThatIsAwayFromTheStartIsLostAfterItsTimeout() {
        provider.failure = FakeSite.unreachable();
        site.ask();
        site.checkSilence();
        assertThat(site.contact().state()).isEqualTo(Contact.State.UNKNOWN);

        clock.advance(Duration.ofSeconds(21));
        site.checkSilence();
        assertThat(site.contact().state()).isEqualTo(Contact.State.LOST);
        assertThat(site.contact().last()).isNull();
        assertThat(heard).containsExactly("opened", "lost");
    }

    @Test
    void aSiteThatHangsFromTheStartIsLostAfterItsTimeout() {
        clock.advance(Duration.ofSeconds(21));
        site.checkSilence();

        assertThat(heard).containsExactly("opened", "lost");
    }

    @Test
    void aQuestionThatDoesNotComeBackIsNamedLongBeforeTheSiteIsLost() {
        provider.onCall = () -> {
            clock.advance(Duration.ofSeconds(2));
            site.checkSilence();
            assertThat(site.contact().problem()).contains("was asked at", "has not returned since");
            site.checkSilence();
        };
        site.ask();

        assertThat(heard).containsExactly("opened", "observed", "reached", "observed");
        assertThat(site.contact().problem()).isEmpty();
    }

    @Test
    void aCallThatDoesNotComeBackIsToldOnce() throws ProviderException {
        provider.onCall = () -> {
            clock.advance(Duration.ofSeconds(21));
            site.checkHanging();
            site.checkHanging();
        };
        site.delete(POD, Duration.ZERO);
        site.checkHanging();
        site.delete(POD, Duration.ZERO);

        assertThat(heard.get(1)).contains("site edge-1: delete has not returned since");
        assertThat(heard).hasSize(3);
    }

    @Test
    void aListOfNothingsOrOfFarTooManyIsAFaultOfTheProvider() {
        provider.pods = Arrays.asList((ObservedPod) null);
        assertThatThrownBy(site::list).hasMessageContainingAll("edge-1", "pod that is null");

        provider.pods = Collections.nCopies(Answers.MOST_PODS + 1, new ObservedPod(POD, List.of(), List.of()));
        assertThatThrownBy(site::list).hasMessageContainingAll("edge-1", "more than 100000 pods");
        assertThat(site.reachable()).isFalse();
    }

    @Test
    void reportsOfNothingAreDropped() {
        provider.listener().changed(nothing(null));
        provider.listener().removed(nothing((PodRef) null));

        assertThat(heard).containsExactly("opened");
    }

    @SuppressWarnings({"NullAway", "nullness"})
    private static <T> T nothing(@Nullable T value) {
        return value;
    }

    @Test
    void aSiteThatComesBackIsReachedAgain() {
        site.ask();
        provider.failure = FakeSite.unreachable();
        clock.advance(Duration.ofSeconds(21));
        site.ask();
        site.checkSilence();
        provider.failure = null;
        site.ask();

        assertThat(site.contact().state()).isEqualTo(Contact.State.PRESENT);
        assertThat(site.contact().problem()).isEmpty();
        assertThat(heard).containsExactly("opened", "reached", "observed", "lost", "reached");
    }

    @Test
    void aGapOfAReachableSiteAsksForAListAndOneOfALostSiteForTheProbe() {
        site.ask();
        provider.listener().gap();
        assertThat(heard).containsExactly("opened", "reached", "observed", "reached");

        provider.failure = FakeSite.unreachable();
        site.ask();
        assertThat(site.askSoon()).isFalse();
        provider.listener().gap();
        assertThat(site.askSoon()).isTrue();
        assertThat(heard).hasSize(4);
    }

    @Test
    void reportsAreToldUntilTheSiteIsClosed() {
        provider.listener().changed(new ObservedPod(POD, List.of(), List.of()));
        provider.listener().removed(POD);
        sites.remove("edge-1");
        provider.listener().changed(new ObservedPod(POD, List.of(), List.of()));
        provider.listener().gap();
        site.ask();

        assertThat(heard).containsExactly("opened", "changed web", "removed web", "closed");
        assertThat(provider.closed).isTrue();
        assertThat(sites.get("edge-1")).isEmpty();
    }

    @Test
    void anUncheckedExceptionOfAProviderIsInternal() {
        provider.failure = new IllegalStateException("boom");

        assertThatThrownBy(() -> site.delete(POD, Duration.ZERO))
                .isInstanceOf(ProviderException.class)
                .hasMessageContainingAll("edge-1", "delete", "boom")
                .extracting(thrown -> ((ProviderException) thrown).kind())
                .isEqualTo(Kind.INTERNAL);
    }

    @Test
    void aMissingClassInAProviderIsInternal() {
        provider.failure = new NoClassDefFoundError("org/example/Gone");

        assertThatThrownBy(site::list).isInstanceOf(ProviderException.class).hasMessageContaining("org/example/Gone");
    }

    @Test
    void aNullAnswerIsInternalAndNoContact() {
        provider.pods = null;

        assertThatThrownBy(site::list).isInstanceOf(ProviderException.class).hasMessageContaining("returned null");
        assertThat(site.reachable()).isFalse();
    }

    @Test
    void aSiteWhoseCallsAllFailIsLeftAloneForAWhile() throws ProviderException {
        provider.failure = new IllegalStateException("boom");
        for (int call = 0; call < 20; call++) {
            assertThatThrownBy(site::list).hasMessageContaining("boom");
        }
        provider.failure = null;

        assertThatThrownBy(site::list)
                .hasMessageContaining("left alone")
                .extracting(thrown -> ((ProviderException) thrown).kind())
                .isEqualTo(Kind.BUSY);
        clock.advance(Duration.ofSeconds(11));
        assertThat(site.list()).isEmpty();
    }

    @Test
    void oneSuccessAmongFailuresKeepsTheSiteInUse() throws ProviderException {
        for (int call = 0; call < 100; call++) {
            provider.failure = call % 19 == 0 ? null : new IllegalStateException("boom");
            if (provider.failure == null) {
                site.list();
            } else {
                assertThatThrownBy(site::list).hasMessageContaining("boom");
            }
        }
    }

    @Test
    void refusedPodsDoNotCountAsFailuresOfTheSite() throws ProviderException {
        provider.failure = new ProviderException(Kind.UNSUPPORTED, "hostNetwork is not supported");
        for (int call = 0; call < 50; call++) {
            assertThatThrownBy(() -> site.delete(POD, Duration.ZERO)).hasMessageContaining("hostNetwork");
        }
        provider.failure = null;
        assertThat(site.list()).isEmpty();
    }

    @Test
    void callsThatHangLeaveNoMoreThanTheCapOccupied() throws Exception {
        var release = new CountDownLatch(1);
        var hanging = new CountDownLatch(16);
        provider.onCall = () -> {
            hanging.countDown();
            try {
                release.await();
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
            }
        };
        var threads = new ArrayList<Thread>();
        for (int call = 0; call < 16; call++) {
            var thread = new Thread(() -> {
                try {
                    site.list();
                } catch (ProviderException failure) {
                    throw new AssertionError(failure);
                }
            });
            thread.start();
            threads.add(thread);
        }
        hanging.await();

        assertThatThrownBy(site::list)
                .hasMessageContaining("16 calls are under way")
                .extracting(thrown -> ((ProviderException) thrown).kind())
                .isEqualTo(Kind.BUSY);
        release.countDown();
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(site.list()).isEmpty();
    }

    @Test
    void twoSitesOfOneNameAreRefused() {
        assertThatThrownBy(() -> sites.add(SiteSpec.of("edge-1", "fake", Map.of()), new FakeSite()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("edge-1");
    }

    @Test
    void aSiteThatCannotBeStartedIsClosedAgain() {
        var broken = new FakeSite();
        broken.failure = new ProviderException(Kind.INVALID_CONFIG, "settings.host: missing");

        assertThatThrownBy(() -> sites.add(SiteSpec.of("edge-2", "fake", Map.of()), broken))
                .hasMessageContaining("settings.host");
        assertThat(broken.closed).isTrue();
        assertThat(sites.get("edge-2")).isEmpty();
    }
}
