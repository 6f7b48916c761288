// SPDX-License-Identifier: Apache-2.0
/**
 * Turns what sites measure into what metrics-server, dashboards and {@code kubectl top} read. Used by the endpoint's
 * routes. Texts are pure functions; readings block on a site, on the threads of the endpoint, one at a time per site.
 */
@NullMarked
package io.outrigger.kubelet.stats;

import org.jspecify.annotations.NullMarked;
