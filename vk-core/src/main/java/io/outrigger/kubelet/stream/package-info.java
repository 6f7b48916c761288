// SPDX-License-Identifier: Apache-2.0

/**
 * Turns one upgraded connection, SPDY or WebSocket, into plain blocking streams with back-pressure. Called by the routes
 * of the endpoint. Frames are handled on the connection's event loop, streams are read and written on worker threads.
 */
@NullMarked
package io.outrigger.kubelet.stream;

import org.jspecify.annotations.NullMarked;
