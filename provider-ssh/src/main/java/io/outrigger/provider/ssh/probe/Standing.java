// SPDX-License-Identifier: Apache-2.0
package io.outrigger.provider.ssh.probe;

/**
 * What is written down of an instance of a container.
 *
 * @param started whether it has come up
 * @param ready whether it may be sent traffic
 */
public record Standing(boolean started, boolean ready) {}
