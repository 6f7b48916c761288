// SPDX-License-Identifier: Apache-2.0
package io.outrigger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.outrigger.kube.KubeConnection;
import io.outrigger.kubelet.EndpointOptions;
import io.outrigger.site.FakeSite;
import io.outrigger.site.ManualClock;
import io.outrigger.site.OpenSite;
import io.outrigger.site.Sites;
import io.outrigger.spi.Provider;
import io.outrigger.spi.ProviderContext;
import io.outrigger.spi.ProviderException;
import io.outrigger.spi.ProviderException.Kind;
import io.outrigger.spi.ProviderFactory;
import io.outrigger.spi.Site;
import io.outrigger.spi.SiteDiscovery;
import io.outrigger.spi.SiteSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class FleetTest {

    private final ManualClock clock = new ManualClock();
    private final Sites sites = new Sites(clock);
    private final Scripted provider = new Scripted();
    private Fleet fleet = fleet(List.of());

    /** A provider that opens fake sites and announces what a test tells it to. */
    private static final class Scripted implements ProviderFactory, Provider {
        final List<FakeSite> opened = new ArrayList<>();

        @Nullable
        SiteDiscovery discovery;

        @Nullable
        ProviderContext context;

        boolean closed;

        @Nullable
        RuntimeException bug;

        @Override
        public String name() {
            return "scripted";
        }

        @Override
        public Provider create(ProviderContext lent) {
            context = lent;
            return this;
        }

        @Override
        public Site open(SiteSpec spec) throws ProviderException {
            if (bug != null) {
                throw bug;
            }
            if (spec.settings().containsKey("wrong")) {
                throw new ProviderException(Kind.INVALID_CONFIG, "site " + spec.name() + ": settings.wrong is unknown");
            }
            var site = new FakeSite();
            opened.add(site);
            return site;
        }

        @Override
        public void discover(SiteDiscovery found) {
            discovery = found;
        }

        @Override
        public void close() {
            closed = true;
        }
    }

    @AfterEach
    void close() {
        fleet.close();
    }

    @Test
    void declaredSitesAreOpenedOnceAllOfThemAreAccepted() throws ProviderException {
        fleet = fleet(List.of(site("edge-1"), site("edge-2")));

        fleet.openDeclared();
        fleet.startDeclared();

        assertThat(sites.all()).extracting(OpenSite::name).containsExactlyInAnyOrder("edge-1", "edge-2");
    }

    @Test
    void oneRefusedSiteClosesTheOthersAgain() {
        fleet = fleet(List.of(site("edge-1"), SiteSpec.of("edge-2", "scripted", Map.of("wrong", 1))));

        assertThatThrownBy(fleet::openDeclared).hasMessageContaining("settings.wrong");
        assertThat(provider.opened).hasSize(1).allMatch(opened -> opened.closed);
        assertThat(sites.all()).isEmpty();
    }

    @Test
    void sitesThatWereOpenedAndNeverStartedAreClosedAgain() throws ProviderException {
        fleet.close();
        fleet = fleet(List.of(site("edge-1"), site("edge-2")));
        fleet.openDeclared();

        fleet.close();

        assertThat(provider.opened).hasSize(2).allMatch(opened -> opened.closed);
    }

    @Test
    void aBugInAProviderIsNamedAsOne() {
        provider.bug = new IllegalStateException("boom");

        assertThatThrownBy(() -> fleet.add(site("edge-1")))
                .isInstanceOf(ProviderException.class)
                .hasMessageContainingAll("edge-1", "scripted", "boom");
    }

    @Test
    void aProviderIsMadeOnceAndLearnsWhereItRuns() throws ProviderException {
        fleet.add(site("edge-1"));
        fleet.add(site("edge-2"));

        ProviderContext context = Objects.requireNonNull(provider.context);
        assertThat(context.clusterId()).isEqualTo("demo");
        assertThat(context.holder()).isEqualTo("me");
        assertThat(context.clock()).isSameAs(clock);
    }

    @Test
    void anAnnouncedSiteThatIsAdmittedIsOpenedOnce() throws ProviderException {
        fleet.openDeclared();
        SiteDiscovery discovery = Objects.requireNonNull(provider.discovery);
        discovery.found(site("found-1"));
        discovery.found(site("found-1"));
        discovery.found(site("stranger"));
        discovery.found(site("found-2"));

        await().until(() -> sites.get("found-2").isPresent());
        assertThat(sites.all()).extracting(OpenSite::name).containsExactlyInAnyOrder("found-1", "found-2");
        assertThat(provider.opened).hasSize(2);
    }

    @Test
    void anAnnouncedSiteWithAnImpossibleNameIsLeftOutAndTheNextIsTaken() throws ProviderException {
        fleet.openDeclared();
        SiteDiscovery discovery = Objects.requireNonNull(provider.discovery);
        discovery.found(site("found_1"));
        discovery.found(site("found-2"));

        await().until(() -> sites.get("found-2").isPresent());
        assertThat(sites.all()).hasSize(1);
    }

    @Test
    void aSiteThatIsOpenIsNotOpenedTwice() throws ProviderException {
        fleet.add(site("edge-1"));

        assertThatThrownBy(() -> fleet.add(site("edge-1")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("edge-1 is open already");
        assertThat(provider.opened).hasSize(1);
    }

    @Test
    void closingClosesTheProvidersAndNothingIsOpenedAfterwards() throws ProviderException {
        fleet.add(site("edge-1"));
        fleet.close();

        assertThat(provider.closed).isTrue();
        assertThatThrownBy(() -> fleet.add(site("edge-2"))).hasMessageContaining("closed");
    }

    private Fleet fleet(List<SiteSpec> declared) {
        var settings = new Settings(
                "demo",
                KubeConnection.builder(),
                EndpointOptions.selfSigned("127.0.0.1", 0, null),
                true,
                spec -> spec.name().startsWith("found"),
                clock,
                "me",
                declared,
                Map.of("scripted", provider),
                List.of("scripted"));
        return new Fleet(settings, sites);
    }

    private static SiteSpec site(String name) {
        return SiteSpec.of(name, "scripted", Map.of());
    }
}
