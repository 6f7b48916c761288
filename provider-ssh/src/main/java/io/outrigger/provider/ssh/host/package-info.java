// SPDX-License-Identifier: Apache-2.0

/**
 * The pod runner: carries out pods on one host through a link, with a small supervisor on the host that keeps them
 * alive when nobody is connected. Called by the core through {@link io.outrigger.spi.Site}. Calls come from the core's
 * worker threads; one thread of its own per host reads the host's notices, and a few per running command carry its
 * streams. What is due while a container runs is begun when a report says that it runs, and ends in a mark on the host or
 * a request to the supervisor, so that only the host knows how far a container has come.
 *
 * <p>On the host, {@code <directory>/<cluster>/<node>} holds {@code bin} (the supervisor, by hash), {@code journal}
 * (UIDs of pods that changed), {@code lock} (who uses the directory) and {@code pods/<uid>}. A pod's directory holds
 * {@code pod.json} (what this program remembers), {@code plan} (what the supervisor does), {@code stop} (when it was
 * told to stop), {@code work}, {@code volumes}, and for each container {@code run}, {@code state}, {@code runner}, {@code
 * logs}, {@code commands} (commands were run in it since it started) and, if it has an input, {@code input}, {@code
 * stdin} and {@code stdin.holder}, and the marks {@code poststart}, {@code started}, {@code ready} and {@code prestop},
 * which this program writes and the supervisor acts on. It appears by one rename, and every file in it is replaced by one rename. All paths that the supervisor
 * uses are relative, so the tree may be moved away and back while pods run. The tree is made once when a site is first
 * opened; a program that is started while it is away makes a new one, which must be removed before the old one returns.
 *
 * <p>A command in a container is started by the supervisor through the link, with what the container has and in a session
 * of its own. It carries a mark in its environment, {@code OUTRIGGER_COMMAND}, by which it and everything it starts is
 * found and killed: when its user goes away, when its container ends, when its pod is deleted, and when a program that
 * died has a successor. The first line of its error output is the supervisor's word to this program. A terminal is made
 * by perl, python3 or script(1), whichever the host has; it is resized from outside by stty(1).
 */
@NullMarked
package io.outrigger.provider.ssh.host;

import org.jspecify.annotations.NullMarked;
