// SPDX-License-Identifier: Apache-2.0

/**
 * The sites that are open and how they feel: guarded calls, contact, and the probe that asks every site for itself.
 * Lanes call sites through here from worker threads. A slow or failing site is contained here.
 */
@NullMarked
package io.outrigger.site;

import org.jspecify.annotations.NullMarked;
