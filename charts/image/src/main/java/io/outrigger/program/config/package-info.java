// SPDX-License-Identifier: Apache-2.0

/**
 * The configuration file: reads YAML, keeps where everything stands, and tells all that is wrong with it at once. The
 * commands call it once, on the main thread. It knows nothing of the command line and starts nothing.
 */
@NullMarked
package io.outrigger.program.config;

import org.jspecify.annotations.NullMarked;
