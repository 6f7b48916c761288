// SPDX-License-Identifier: Apache-2.0
/**
 * Measures the core against a local API server, beside a bare client that sends the same requests. People run it by
 * hand; no test does. The API server lives in a process of its own, so that heap and processor time are the core's.
 */
@NullMarked
package io.outrigger.benchmark;

import org.jspecify.annotations.NullMarked;
