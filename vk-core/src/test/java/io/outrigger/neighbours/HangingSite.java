// SPDX-License-Identifier: Apache-2.0
package io.outrigger.neighbours;

import io.outrigger.spi.DesiredPod;
import io.outrigger.spi.ObservedNode;
import io.outrigger.spi.ObservedPod;
import io.outrigger.spi.PodRef;
import io.outrigger.spi.ProviderException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Does not return from its methods for a long time, unless it is interrupted. */
final class HangingSite extends BadSite {

    private final Duration time;
    private final Set<String> methods;
    private final CountDownLatch never = new CountDownLatch(1);

    private HangingSite(Duration time, Set<String> methods) {
        this.time = time;
        this.methods = methods;
    }

    /** Every call takes so long. */
    static HangingSite slow(Duration time) {
        return new HangingSite(time, Set.of("apply", "delete", "list", "node"));
    }

    /** These methods never return. */
    static HangingSite in(String... methods) {
        return new HangingSite(Duration.ofHours(1), Set.of(methods));
    }

    @Override
    public void apply(DesiredPod pod) throws ProviderException {
        hang("apply");
    }

    @Override
    public void delete(PodRef pod, Duration grace) throws ProviderException {
        hang("delete");
    }

    @Override
    public List<ObservedPod> list() throws ProviderException {
        hang("list");
        return super.list();
    }

    @Override
    public ObservedNode node() throws ProviderException {
        hang("node");
        return super.node();
    }

    @Override
    public void close() {
        hang("close");
    }

    private void hang(String method) {
        if (!bad() || !methods.contains(method)) {
            return;
        }
        try {
            if (never.await(time.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new AssertionError("nobody lets it go");
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
