// SPDX-License-Identifier: Apache-2.0

/**
 * The errors that the API answers with, each of them a v1.Status with the reason and code that clients look at. Every
 * other package throws them and the HTTP package writes them out. They are immutable and may cross threads.
 */
@NullMarked
package io.outrigger.localapi.failure;

import org.jspecify.annotations.NullMarked;
