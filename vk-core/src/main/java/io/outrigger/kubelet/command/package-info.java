// SPDX-License-Identifier: Apache-2.0

/**
 * What the streams of {@code exec} and {@code attach} mean: which there are, terminal sizes, and the status at the end.
 * Called by the routes of the endpoint. Streams are gathered on the event loop of the connection, the provider is called
 * on a worker thread of its own.
 */
@NullMarked
package io.outrigger.kubelet.command;

import org.jspecify.annotations.NullMarked;
