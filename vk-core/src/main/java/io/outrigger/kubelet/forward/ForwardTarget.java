// SPDX-License-Identifier: Apache-2.0
package io.outrigger.kubelet.forward;

import io.outrigger.spi.PodRef;
import io.outrigger.spi.PortForward;
import java.util.concurrent.Executor;

/**
 * Where connections go and what carries them.
 *
 * @param threads runs at once what it is given; the slots bound how much that is
 * @param closers closes at once what a client has left behind
 */
public record ForwardTarget(
        PodRef pod, PortForward portForward, ForwardSlots slots, Executor threads, Executor closers) {}
