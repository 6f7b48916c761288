// SPDX-License-Identifier: Apache-2.0

/**
 * The way from the API server to a node's kubelet endpoint, for logs, exec, attach, port-forward and node proxy requests.
 * The HTTP package calls it. Everything runs on the server's event loop.
 */
@NullMarked
package io.outrigger.localapi.proxy;

import org.jspecify.annotations.NullMarked;
