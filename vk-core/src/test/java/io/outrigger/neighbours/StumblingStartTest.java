// SPDX-License-Identifier: Apache-2.0
package io.outrigger.neighbours;

import static io.outrigger.neighbours.Neighbourhood.badSite;
import static io.outrigger.neighbours.Neighbourhood.soon;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.outrigger.StartException;
import io.outrigger.neighbours.StumblingProvider.Step;
import io.outrigger.neighbours.StumblingProvider.Stumble;
import io.outrigger.spi.ProviderException;
import io.outrigger.spi.ProviderException.Kind;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A provider that stumbles while its sites are made. A setting that it refuses is the user's fault and keeps the whole
 * from starting, so that it is seen; everything else is the provider's and costs its own sites only.
 */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class StumblingStartTest {

    private static final Duration STARTED = Duration.ofSeconds(15);

    @TempDir
    private Path directory;

    private LogLines log;
    private Neighbourhood street;

    @BeforeEach
    void recordTheLog() {
        log = LogLines.record();
    }

    @AfterEach
    void close() {
        street.close();
        log.close();
        soon().untilAsserted(() -> assertThat(OurThreads.alive()).isEmpty());
    }

    static Stream<Arguments> stumbles() {
        var bug = StumblingProvider.throwing(new IllegalStateException("boom"));
        var missing = StumblingProvider.throwing(new NoClassDefFoundError("com/example/Missing"));
        var deep = StumblingProvider.throwing(new StackOverflowError());
        var away = StumblingProvider.refusing(new ProviderException(Kind.UNREACHABLE, "the broker is away"));
        return Stream.of(
                Arguments.of(Step.CREATE, bug, "boom"),
                Arguments.of(Step.CREATE, StumblingProvider.returningNull(), "provider bad: create returned null"),
                Arguments.of(Step.OPEN, missing, "NoClassDefFoundError: com/example/Missing"),
                Arguments.of(Step.OPEN, StumblingProvider.returningNull(), "returned null"),
                Arguments.of(Step.OPEN, StumblingProvider.hanging(), "has not returned since"),
                Arguments.of(Step.OPEN, away, "the broker is away"),
                Arguments.of(Step.CONTACT_TIMEOUT, deep, "StackOverflowError"),
                Arguments.of(Step.START, bug, "start failed unexpectedly"),
                Arguments.of(Step.START, StumblingProvider.hanging(), "has not returned since"));
    }

    @ParameterizedTest(name = "{0}: {2}")
    @MethodSource("stumbles")
    void costsItsOwnSiteOnlyAndItsNodeSaysWhy(Step step, Stumble stumble, String cause) throws Exception {
        var provider = new StumblingProvider(step, stumble);
        street = new Neighbourhood(directory, provider, 1, 5);
        long begin = System.nanoTime();
        street.start();
        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(STARTED);

        street.round();
        soon().untilAsserted(() ->
                assertThat(street.readiness(badSite(0))).startsWith("False").contains(badSite(0), cause));
        if (step == Step.CREATE) {
            // A provider is made once; what is wrong with it is not mended by trying again.
            return;
        }
        provider.heal();
        soon().untilAsserted(() -> assertThat(street.readiness(badSite(0))).startsWith("True"));
        assertThat(provider.started).hasValue(1);
    }

    @Test
    void aProviderThatHangsInItsMakingCostsItsOwnSitesOnly() throws Exception {
        var provider = new StumblingProvider(Step.DISCOVER, StumblingProvider.hanging());
        street = new Neighbourhood(directory, provider, 3, 5);
        street.start();
        street.round();
        provider.heal();
        soon().untilAsserted(() -> assertThat(street.readiness(badSite(2))).startsWith("True"));
    }

    @Test
    void aSettingThatIsRefusedKeepsTheWholeFromStarting() throws Exception {
        var refusal = new ProviderException(Kind.INVALID_CONFIG, "site bad-0: settings.host is missing");
        street = new Neighbourhood(
                directory, new StumblingProvider(Step.OPEN, StumblingProvider.refusing(refusal)), 1, 5);
        assertThatThrownBy(() -> street.kubelet.start())
                .isInstanceOf(StartException.class)
                .hasMessageContaining("settings.host is missing");
        assertThat(street.client.nodes().list().getItems()).isEmpty();
    }

    @Test
    void aProviderThatHangsWhileItIsClosedIsLeftBehind() throws Exception {
        street = new Neighbourhood(directory, new StumblingProvider(Step.CLOSE, StumblingProvider.hanging()), 3, 5);
        street.start();
        long begin = System.nanoTime();
        street.kubelet.close();
        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(STARTED);
        assertThat(log.lines())
                .anyMatch(line -> line.contains("sites [bad-0, bad-1, bad-2]: close has not returned"))
                .anyMatch(line -> line.contains("providers [bad]: close has not returned"));
    }

    @Test
    void aProviderThatBreaksWhileItIsClosedKeepsNoOtherOpen() throws Exception {
        street = new Neighbourhood(
                directory,
                new StumblingProvider(Step.CLOSE, StumblingProvider.throwing(new NoClassDefFoundError("boom"))),
                3,
                5);
        street.start();
        street.kubelet.close();
        assertThat(log.lines())
                .filteredOn(line -> line.contains("close failed"))
                .hasSize(3);
    }
}
