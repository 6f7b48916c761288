// SPDX-License-Identifier: Apache-2.0
package com.example.belt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.fabric8.kubernetes.api.model.PodBuilder;
import io.outrigger.spi.ContainerState;
import io.outrigger.spi.DesiredContainer;
import io.outrigger.spi.DesiredPod;
import io.outrigger.spi.ObservedPod;
import io.outrigger.spi.PodListener;
import io.outrigger.spi.PodRef;
import io.outrigger.spi.ProviderContext;
import io.outrigger.spi.ProviderException;
import io.outrigger.spi.ProviderException.Kind;
import io.outrigger.spi.ProviderFactory;
import io.outrigger.spi.Site;
import io.outrigger.spi.SiteSpec;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What the Javadoc shows works. */
class BeltTest {

    private static final PodRef WEB = new PodRef("default", "web", "u-1");
    private static final ProviderContext CONTEXT = new Lent();

    private final MemoryBelt belt = new MemoryBelt();
    private final Reports reports = new Reports();
    private final Site site = new BeltSite("hall", belt, CONTEXT);

    @AfterEach
    void close() {
        site.close();
    }

    @Test
    void theFactoryIsFoundAndItsProviderOpensASiteWithoutReachingIt() throws Exception {
        ProviderFactory factory = ServiceLoader.load(ProviderFactory.class).stream()
                .map(ServiceLoader.Provider::get)
                .filter(each -> each.name().equals("belt"))
                .findFirst()
                .orElseThrow();
        try (var provider = factory.create(CONTEXT);
                var opened = provider.open(SiteSpec.of("hall", "belt", Map.of("address", "192.0.2.7:502")))) {
            assertThat(opened).isInstanceOf(BeltSite.class);
        }
    }

    @Test
    void wrongSettings_areRefusedByName() {
        var provider = new BeltProvider(CONTEXT, address -> belt);

        assertThat(refusal(() -> provider.open(SiteSpec.of("hall", "belt", Map.of("adress", "192.0.2.7:502")))))
                .satisfies(refusal -> assertThat(refusal.kind()).isEqualTo(Kind.INVALID_CONFIG))
                .hasMessage("site hall: setting \"adress\" is unknown; remove it");
        assertThat(refusal(() -> provider.open(SiteSpec.of("hall", "belt", Map.of()))))
                .hasMessageContaining("\"address\" is missing");
    }

    @Test
    void aPod_isReportedFromItsBeginToItsEndAndUntilItIsForgotten() throws Exception {
        site.start(reports);
        site.apply(pod(new PodBuilder()));
        site.apply(pod(new PodBuilder()));
        assertThat(reports.next()).isEqualTo("running");
        assertThat(site.list()).extracting(ObservedPod::ref).containsExactly(WEB);
        assertThat(site.node().capacity()).containsKeys("cpu", "memory", "pods");

        belt.end(WEB, 3);
        assertThat(reports.next()).isEqualTo("ended with 3");
        site.delete(WEB, Duration.ofSeconds(30));
        assertThat(site.list()).hasSize(1);
        site.delete(WEB, Duration.ZERO);
        assertThat(reports.next()).isEqualTo("removed");
        assertThat(site.list()).isEmpty();
    }

    @Test
    void whileTheLinkIsBroken_callsSaySoAndWhenItIsWholeThereIsAGap() throws Exception {
        site.start(reports);
        belt.link(false);
        assertThat(refusal(site::list))
                .satisfies(refusal -> assertThat(refusal.kind()).isEqualTo(Kind.UNREACHABLE))
                .hasMessage("site hall does not answer: no route to host");
        belt.link(true);
        assertThat(reports.next()).isEqualTo("gap");
        site.apply(pod(new PodBuilder()));
        assertThat(reports.next()).isEqualTo("running");
    }

    @Test
    void whatABeltCannotDo_isRefusedByTheNameOfTheField() {
        var volumes = new PodBuilder()
                .withNewSpec()
                .addNewVolume()
                .withName("data")
                .endVolume()
                .endSpec();

        assertThat(refusal(() -> site.apply(pod(volumes))))
                .satisfies(refusal -> assertThat(refusal.kind()).isEqualTo(Kind.UNSUPPORTED))
                .hasMessageContaining("spec.volumes");
    }

    private static ProviderException refusal(org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
        return catchThrowableOfType(ProviderException.class, call);
    }

    private static DesiredPod pod(PodBuilder pod) {
        var built = pod.editOrNewMetadata()
                .withNamespace(WEB.namespace())
                .withName(WEB.name())
                .withUid(WEB.uid())
                .endMetadata()
                .editOrNewSpec()
                .addNewContainer()
                .withName("main")
                .endContainer()
                .endSpec()
                .build();
        var container = new DesiredContainer("main", Map.of(), List.of("sort", "parcels"), List.of(), 0);
        return new DesiredPod(WEB, built, Map.of("main", container), Map.of(), List.of(), "h-1");
    }

    /** What was reported, in words. */
    private static final class Reports implements PodListener {

        private final BlockingQueue<String> words = new LinkedBlockingQueue<>();

        String next() throws InterruptedException {
            String next = words.poll(30, TimeUnit.SECONDS);
            return next == null ? "nothing" : next;
        }

        @Override
        public void changed(ObservedPod pod) {
            words.add(
                    pod.container("main").orElseThrow().state() instanceof ContainerState.Terminated end
                            ? "ended with " + end.exitCode()
                            : "running");
        }

        @Override
        public void removed(PodRef pod) {
            words.add("removed");
        }

        @Override
        public void gap() {
            words.add("gap");
        }
    }

    /** What the core would lend. */
    private static final class Lent implements ProviderContext {

        @Override
        public String clusterId() {
            return "demo";
        }

        @Override
        public String holder() {
            return "test";
        }

        @Override
        public Clock clock() {
            return Clock.fixed(MemoryBelt.BEGAN, java.time.ZoneOffset.UTC);
        }

        @Override
        public ThreadFactory threads() {
            return task -> {
                Thread thread = new Thread(task, "belt");
                thread.setDaemon(true);
                return thread;
            };
        }
    }
}
