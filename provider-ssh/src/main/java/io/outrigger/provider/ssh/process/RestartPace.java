// SPDX-License-Identifier: Apache-2.0
package io.outrigger.provider.ssh.process;

/**
 * How fast a container that keeps ending is started again.
 *
 * @param firstSeconds the delay before the second restart; the first one is immediate
 * @param maximumSeconds what the doubling delay ends at
 * @param resetSeconds a container that ran this long starts from the beginning
 */
public record RestartPace(int firstSeconds, int maximumSeconds, int resetSeconds) {

    /** The kubelet's numbers. */
    public static final RestartPace KUBELET = new RestartPace(10, 300, 600);

    String planLine() {
        return "backoff " + firstSeconds + " " + maximumSeconds + " " + resetSeconds;
    }
}
