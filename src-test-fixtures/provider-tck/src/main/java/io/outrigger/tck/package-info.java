// SPDX-License-Identifier: Apache-2.0

/**
 * A test kit for providers: JUnit classes by chapter whose tests carry the numbers of the rules in {@code CONTRACT.md}.
 * A provider's author extends {@link io.outrigger.tck.ProviderTck} and supplies a {@link
 * io.outrigger.tck.ProviderHarness}. Tests run on JUnit's thread and need no cluster.
 */
@NullMarked
package io.outrigger.tck;

import org.jspecify.annotations.NullMarked;
