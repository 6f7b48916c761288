// SPDX-License-Identifier: Apache-2.0

/**
 * The columns that kubectl prints for each kind. The HTTP package calls it when a client asks for a Table. It holds no
 * state and runs on the server's event loop.
 */
@NullMarked
package io.outrigger.localapi.table;

import org.jspecify.annotations.NullMarked;
