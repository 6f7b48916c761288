// SPDX-License-Identifier: Apache-2.0

/**
 * Create, update, patch, delete and the sub-resources, with the rules that hold for every kind. The HTTP package and the
 * scheduler call it. Everything runs on the server's event loop.
 */
@NullMarked
package io.outrigger.localapi.registry;

import org.jspecify.annotations.NullMarked;
