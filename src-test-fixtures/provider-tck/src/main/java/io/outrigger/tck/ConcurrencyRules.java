// SPDX-License-Identifier: Apache-2.0
package io.outrigger.tck;

import static org.assertj.core.api.Assertions.assertThat;

import io.outrigger.spi.LogOptions;
import io.outrigger.spi.ObservedPod;
import io.outrigger.spi.PodRef;
import io.outrigger.spi.Site;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Chapter 7 of the contract: calls that overlap. */
public abstract class ConcurrencyRules extends Chapter {

    private static final int PODS = 8;
    private static final LogOptions FOLLOW = new LogOptions(false, true, OptionalLong.empty(), Optional.empty());

    /** For subclasses. */
    protected ConcurrencyRules() {}

    @Test
    final void rule_7_1_callsForDifferentPodsOverlap() throws Exception {
        Site site = start();
        List<PodRef> refs = new ArrayList<>();
        List<Callable<Object>> calls = new ArrayList<>();
        for (int index = 0; index < PODS; index++) {
            TestPod pod = pod("web-" + index, RUNS);
            refs.add(pod.ref());
            calls.add(() -> {
                site.apply(pod.build());
                site.list();
                return site.node();
            });
        }
        ExecutorService callers = Executors.newFixedThreadPool(PODS);
        try {
            for (Future<Object> call : callers.invokeAll(calls)) {
                call.get();
            }
        } finally {
            callers.shutdownNow();
        }
        for (PodRef ref : refs) {
            bench().awaitListed(ref, "running", States.running());
        }
        assertThat(site.list())
                .as("list() after %s pods were applied at once", PODS)
                .extracting(ObservedPod::ref)
                .containsExactlyInAnyOrderElementsOf(refs);
    }

    @Test
    @SuppressWarnings("FutureReturnValueIgnored") // the follower only has to block
    final void rule_7_2_aFollowerThatBlocksHoldsUpNothingElse() throws Exception {
        needs(Capability.LOGS);
        Site site = start();
        TestPod pod = pod(RUNS);
        bench().runReady(pod);
        ExecutorService callers = Executors.newCachedThreadPool();
        try (InputStream log = site.logs().orElseThrow().open(pod.ref(), TestPod.MAIN, FOLLOW)) {
            AtomicInteger seen = new AtomicInteger();
            callers.submit(() -> {
                byte[] buffer = new byte[1024];
                for (int count = log.read(buffer); count >= 0; count = log.read(buffer)) {
                    seen.addAndGet(count);
                }
                return null;
            });
            Waiting.until(lent().patience(), "the follower reads the log", seen::get, read -> read > 0);
            // The follower now waits for more; whether it really does is the business of rule 9.2.
            Thread.sleep(lent().quiet().toMillis());
            Future<?> others = callers.submit(() -> {
                site.node();
                site.list();
                site.apply(pod("other", RUNS).build());
                return null;
            });
            others.get(lent().patience().toMillis(), TimeUnit.MILLISECONDS);
        } finally {
            callers.shutdownNow();
        }
    }
}
