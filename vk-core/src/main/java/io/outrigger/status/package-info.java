// SPDX-License-Identifier: Apache-2.0

/**
 * The observed lane: what sites say becomes the status of pods. Its lane runs on worker threads. Nothing else writes
 * pods.
 */
@NullMarked
package io.outrigger.status;

import org.jspecify.annotations.NullMarked;
