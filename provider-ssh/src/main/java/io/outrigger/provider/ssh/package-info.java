// SPDX-License-Identifier: Apache-2.0

/**
 * Hosts as sites: this machine ({@code local}) and others that are reached by SSH ({@code ssh}). The core finds the
 * factories by {@link java.util.ServiceLoader} and opens sites with them. Factories and settings are used by one thread
 * at a time; the sites themselves live in {@code host}.
 */
@NullMarked
package io.outrigger.provider.ssh;

import org.jspecify.annotations.NullMarked;
