// SPDX-License-Identifier: Apache-2.0

/**
 * Shows on a real Kubernetes control plane, with a real kubectl and the program as it is deployed, that a site behaves
 * as a node. JUnit calls it in the profile {@code end-to-end}; each class has a node and a namespace of its own.
 * Classes run on several threads, the tests of one class one after the other.
 */
@NullMarked
package io.outrigger.endtoend;

import org.jspecify.annotations.NullMarked;
