// SPDX-License-Identifier: Apache-2.0

/**
 * A provider whose sites are places in memory: pods run at once and use nothing. Tests and benchmarks hand its factory
 * to the core and reach into its sites to cut a link or end a container. Every call returns at once on the caller's
 * thread.
 */
@NullMarked
package io.outrigger.provider.memory;

import org.jspecify.annotations.NullMarked;
