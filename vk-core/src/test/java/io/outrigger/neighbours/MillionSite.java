// SPDX-License-Identifier: Apache-2.0
package io.outrigger.neighbours;

import io.outrigger.spi.ObservedPod;
import io.outrigger.spi.PodRef;
import io.outrigger.spi.ProviderException;
import java.util.AbstractList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** Lists a million pods that nobody knows; they exist only while somebody looks at them. */
final class MillionSite extends BadSite {

    private static final int PODS = 1_000_000;

    final AtomicInteger listed = new AtomicInteger();

    @Override
    void turnBad() throws Exception {
        super.turnBad();
        listener().gap();
    }

    @Override
    public List<ObservedPod> list() throws ProviderException {
        if (!bad()) {
            return super.list();
        }
        listed.incrementAndGet();
        return new AbstractList<>() {
            @Override
            public ObservedPod get(int index) {
                return new ObservedPod(
                        new PodRef("default", "ghost-" + index, "ghost-uid-" + index), List.of(), List.of());
            }

            @Override
            public int size() {
                return PODS;
            }
        };
    }
}
