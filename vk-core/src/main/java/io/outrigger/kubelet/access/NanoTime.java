// SPDX-License-Identifier: Apache-2.0
package io.outrigger.kubelet.access;

/** Time that only goes forward, for what is kept for a while. */
@FunctionalInterface
interface NanoTime {

    /** Nanoseconds since some moment. */
    long now();
}
