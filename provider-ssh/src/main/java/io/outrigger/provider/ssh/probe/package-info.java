// SPDX-License-Identifier: Apache-2.0

/**
 * Probes of containers, by the rules of {@code pkg/kubelet/prober}: when one is due, and what follows from its answers.
 * Called by the pod runner, which says which containers run and does to them what follows. One thread of a site keeps the
 * times, and a bounded number of workers, which end when they have nothing to do, asks the containers.
 */
@NullMarked
package io.outrigger.provider.ssh.probe;

import org.jspecify.annotations.NullMarked;
