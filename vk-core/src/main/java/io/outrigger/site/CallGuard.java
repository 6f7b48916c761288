// SPDX-License-Identifier: Apache-2.0
package io.outrigger.site;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.outrigger.spi.ProviderException;
import io.outrigger.spi.Site;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stands between the core and one site: bounds how many calls are under way, turns what a provider must not do into
 * {@link ProviderException.Kind#INTERNAL}, and leaves a site alone for a while when every recent call failed that way.
 */
final class CallGuard {

    private static final Logger log = LoggerFactory.getLogger(CallGuard.class);
    private static final int CALLS_AT_ONCE = 16;
    private static final int FAILURES_IN_A_ROW = 20;
    private static final Duration REST = Duration.ofSeconds(10);

    private final String site;
    private final String provider;
    private final SiteMeters meters;
    private final Semaphore permits = new Semaphore(CALLS_AT_ONCE);
    private final Set<UnderWay> underWay = ConcurrentHashMap.newKeySet();
    private final Clock clock;
    private final CircuitBreaker breaker;

    CallGuard(String site, String provider, Clock clock, SiteMeters meters) {
        this.site = site;
        this.provider = provider;
        this.meters = meters;
        this.clock = clock;
        // One broken pod must not stop the others: only a window without a single success opens the breaker.
        this.breaker = CircuitBreaker.of(
                site,
                CircuitBreakerConfig.custom()
                        .clock(clock)
                        .slidingWindowSize(FAILURES_IN_A_ROW)
                        .minimumNumberOfCalls(FAILURES_IN_A_ROW)
                        .failureRateThreshold(100)
                        .waitDurationInOpenState(REST)
                        .permittedNumberOfCallsInHalfOpenState(1)
                        .recordException(CallGuard::counts)
                        .writableStackTraceEnabled(false)
                        .build());
    }

    /** A call that has not returned. Compared by identity, because two of them may begin at once. */
    static final class UnderWay {
        final String method;
        final Instant since;

        UnderWay(String method, Instant since) {
            this.method = method;
            this.since = since;
        }
    }

    /** The call that has been under way for longest, beside the probe's. */
    Optional<UnderWay> longest() {
        return underWay.stream().min(Comparator.comparing(call -> call.since));
    }

    /** A call with every guard. */
    <T> T call(String method, ProviderCall<T> task) throws ProviderException {
        if (!permits.tryAcquire()) {
            throw busy(method, CALLS_AT_ONCE + " calls are under way; the site is slow");
        }
        var call = new UnderWay(method, clock.instant());
        underWay.add(call);
        try {
            if (!breaker.tryAcquirePermission()) {
                throw busy(method, "its last " + FAILURES_IN_A_ROW + " calls failed; it is left alone for " + REST);
            }
            return counted(method, task);
        } finally {
            underWay.remove(call);
            permits.release();
        }
    }

    /** A call that waits for nobody: the probe's. */
    <T> T unlimited(String method, ProviderCall<T> call) throws ProviderException {
        long start = System.nanoTime();
        try {
            T result = ProviderCall.checked("site " + site + ": " + method, call);
            meters.answered(provider, method, Duration.ofNanos(System.nanoTime() - start));
            return result;
        } catch (ProviderException failure) {
            meters.failed(provider, method, failure.kind(), Duration.ofNanos(System.nanoTime() - start));
            throw failure;
        }
    }

    /** Closes a site whatever its provider throws. */
    static void closed(String name, Site site) {
        try {
            site.close();
        } catch (Throwable unexpected) {
            log.error("site {}: close failed; its provider may leak", name, unexpected);
        }
    }

    private <T> T counted(String method, ProviderCall<T> call) throws ProviderException {
        try {
            T result = unlimited(method, call);
            breaker.onSuccess(0, TimeUnit.NANOSECONDS);
            return result;
        } catch (ProviderException failure) {
            breaker.onError(0, TimeUnit.NANOSECONDS, failure);
            throw failure;
        }
    }

    private static boolean counts(Throwable failure) {
        return failure instanceof ProviderException provider && provider.kind() == ProviderException.Kind.INTERNAL;
    }

    private ProviderException busy(String method, String why) {
        return new ProviderException(ProviderException.Kind.BUSY, "site " + site + ": " + method + " waits: " + why);
    }
}
