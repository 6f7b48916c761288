// SPDX-License-Identifier: Apache-2.0

/**
 * Work and the threads that do it: queues, lanes and the clock they wait by. Every other package of the core calls it.
 * It is the only place that creates threads.
 */
@NullMarked
package io.outrigger.loop;

import org.jspecify.annotations.NullMarked;
