// SPDX-License-Identifier: Apache-2.0
/**
 * The demo: a small cluster, two halls of a factory as its nodes, and pods that really run. A person starts it from the
 * build; it runs until Ctrl-C. Everything happens on the main thread and on those of the parts it starts.
 */
@NullMarked
package io.outrigger.demo;

import org.jspecify.annotations.NullMarked;
