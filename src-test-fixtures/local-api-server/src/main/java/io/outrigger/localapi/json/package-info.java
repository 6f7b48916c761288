// SPDX-License-Identifier: Apache-2.0

/**
 * Reading and copying of JSON trees, the form in which every object is kept. All other packages of the server call it.
 * It holds no state, so any thread may use it.
 */
@NullMarked
package io.outrigger.localapi.json;

import org.jspecify.annotations.NullMarked;
