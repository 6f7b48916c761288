// SPDX-License-Identifier: Apache-2.0

/**
 * The entry of the library: {@link io.outrigger.VirtualKubelet} runs sites as nodes of a cluster. Programs build one,
 * start it and close it, from any thread. It is the only package that knows all others.
 */
@NullMarked
package io.outrigger;

import org.jspecify.annotations.NullMarked;
