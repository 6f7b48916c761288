// SPDX-License-Identifier: Apache-2.0

/**
 * The desired lane: what the API server says becomes calls to sites. Its lane runs on worker threads. It also keeps
 * what is known of every pod, desired and observed.
 */
@NullMarked
package io.outrigger.pod;

import org.jspecify.annotations.NullMarked;
