// SPDX-License-Identifier: Apache-2.0

/**
 * The meters of the core, by name. Every package records through here, from any thread. The endpoint and the program
 * expose them.
 */
@NullMarked
package io.outrigger.metrics;

import org.jspecify.annotations.NullMarked;
