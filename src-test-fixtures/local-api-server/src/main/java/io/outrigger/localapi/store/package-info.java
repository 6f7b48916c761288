// SPDX-License-Identifier: Apache-2.0

/**
 * Objects in memory with one resourceVersion over all of them, a bounded history of changes, watches and selectors. The
 * registry writes to it; lists, watches and the scheduler read from it. Everything runs on the server's event loop, which
 * is why there are no locks.
 */
@NullMarked
package io.outrigger.localapi.store;

import org.jspecify.annotations.NullMarked;
