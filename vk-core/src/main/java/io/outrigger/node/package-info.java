// SPDX-License-Identifier: Apache-2.0

/**
 * The Node and the Lease of every site. Its lane runs on worker threads. Nothing else writes them.
 */
@NullMarked
package io.outrigger.node;

import org.jspecify.annotations.NullMarked;
