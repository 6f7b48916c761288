// SPDX-License-Identifier: Apache-2.0

/**
 * The contract between the core and everything that can run pods: what a provider implements and the values that
 * cross the border. Provider authors implement {@link io.outrigger.spi.ProviderFactory}, {@link
 * io.outrigger.spi.Provider} and {@link io.outrigger.spi.Site}; the core calls them from its worker threads. The
 * numbered rules stand in {@code CONTRACT.md} of this module.
 */
@NullMarked
package io.outrigger.spi;

import org.jspecify.annotations.NullMarked;
