// SPDX-License-Identifier: Apache-2.0

/**
 * A world of an API server, sites and this program, in which everything that can go wrong does. The lanes in it are the
 * real ones, driven on one thread by a seeded random; its clock moves only when it says so.
 */
@NullMarked
package io.outrigger.simulation;

import org.jspecify.annotations.NullMarked;
