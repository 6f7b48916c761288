// SPDX-License-Identifier: Apache-2.0

/**
 * JSON patch, JSON merge patch and strategic merge patch on JSON trees. The HTTP package calls it for each PATCH request.
 * It holds no state, so any thread may use it.
 */
@NullMarked
package io.outrigger.localapi.patch;

import org.jspecify.annotations.NullMarked;
