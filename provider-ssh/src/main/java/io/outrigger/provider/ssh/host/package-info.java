// SPDX-License-Identifier: Apache-2.0

/**
 * The pod runner: carries out pods on one host through a link, with a small supervisor on the host that keeps them
 * alive when nobody is connected. Called by the core through {@link io.outrigger.spi.Site}. Calls come from the core's
 * worker threads; one thread of its own per host reads the host's notices.
 */
@NullMarked
package io.outrigger.provider.ssh.host;

import org.jspecify.annotations.NullMarked;
