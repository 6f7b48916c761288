// SPDX-License-Identifier: Apache-2.0
package io.outrigger.tck;

import io.outrigger.spi.ContainerEvent;
import io.outrigger.spi.ObservedPod;
import io.outrigger.spi.PodListener;
import io.outrigger.spi.PodRef;

/** Passes every report on; mutants override what they do wrong. */
class ListenerDecorator implements PodListener {

    final PodListener target;

    ListenerDecorator(PodListener target) {
        this.target = target;
    }

    @Override
    public void changed(ObservedPod pod) {
        target.changed(pod);
    }

    @Override
    public void removed(PodRef pod) {
        target.removed(pod);
    }

    @Override
    public void happened(PodRef pod, ContainerEvent event) {
        target.happened(pod, event);
    }

    @Override
    public void gap() {
        target.gap();
    }
}
