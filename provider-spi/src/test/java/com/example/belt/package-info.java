// SPDX-License-Identifier: Apache-2.0

/**
 * The provider that the Javadoc of the SPI quotes: it runs pods as jobs of a belt controller. The tests of this module
 * call it, on JUnit's thread; its watcher has a thread of its own.
 */
@NullMarked
package com.example.belt;

import org.jspecify.annotations.NullMarked;
