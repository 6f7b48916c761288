// SPDX-License-Identifier: Apache-2.0

/**
 * The program that is deployed: command line, log output, and the wiring of configuration and core. {@code main} calls
 * it, on the main thread. It is the only place that ends the process.
 */
@NullMarked
package io.outrigger.program;

import org.jspecify.annotations.NullMarked;
