// SPDX-License-Identifier: Apache-2.0

/**
 * Probes of containers, by the rules of {@code pkg/kubelet/prober}: when one is due, and what follows from its answers.
 * Called by the pod runner, which says which containers run and does to them what follows. Everything is
 * done on the threads of a {@link io.outrigger.provider.ssh.action.Schedule}, and nothing blocks the pod runner.
 */
@NullMarked
package io.outrigger.provider.ssh.probe;

import org.jspecify.annotations.NullMarked;
