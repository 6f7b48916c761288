// SPDX-License-Identifier: Apache-2.0

/**
 * A program around the library, as the Javadoc of the entry quotes it. A test calls it, on a thread that waits until the
 * program is told to stop.
 */
@NullMarked
package com.example.embedding;

import org.jspecify.annotations.NullMarked;
