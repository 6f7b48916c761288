// SPDX-License-Identifier: Apache-2.0

/**
 * A small scheduler: it binds each pod without a node to the least filled node that fits. It is started by the entry
 * package and fed by watches of the store. Everything runs on the server's event loop.
 */
@NullMarked
package io.outrigger.localapi.schedule;

import org.jspecify.annotations.NullMarked;
