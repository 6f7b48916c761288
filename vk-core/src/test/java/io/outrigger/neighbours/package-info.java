// SPDX-License-Identifier: Apache-2.0

/**
 * What providers can do wrong, and that it disturbs nobody else: fifty healthy sites in memory beside a bad one, all
 * joined to an API server in memory by one virtual kubelet. Every bad provider is a class of its own; the test plays
 * the user who binds and deletes pods meanwhile and measures how long that takes.
 */
@NullMarked
package io.outrigger.neighbours;

import org.jspecify.annotations.NullMarked;
