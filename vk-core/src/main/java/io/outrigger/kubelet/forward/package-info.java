// SPDX-License-Identifier: Apache-2.0

/**
 * What the streams of {@code portForward} mean: pairs of data and error streams, each pair one connection into the pod.
 * Called by the routes of the endpoint. Pairs are matched on the event loop of the connection, bytes are copied on two
 * worker threads per pair.
 */
@NullMarked
package io.outrigger.kubelet.forward;

import org.jspecify.annotations.NullMarked;
