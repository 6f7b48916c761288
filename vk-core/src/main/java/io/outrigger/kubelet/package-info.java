// SPDX-License-Identifier: Apache-2.0

/**
 * The HTTPS endpoint that the API server, metrics-server and Prometheus call. Requests arrive on event loops and are
 * carried out on worker threads. With the packages below it, it is the only one of the core that knows the web server.
 */
@NullMarked
package io.outrigger.kubelet;

import org.jspecify.annotations.NullMarked;
