// SPDX-License-Identifier: Apache-2.0

/**
 * Containers as plain processes of a host, for devices without a container engine: what such a process can and cannot
 * have, and the script that starts it. Called by the pod runner. Everything here is immutable and used by any thread.
 *
 * <p>The image {@code host} stands for the programs of the host, found by {@code PATH}; an absolute path stands for the
 * program at that path, which {@code command} may replace. The working directory is {@code workingDir}, or one that the
 * containers of a pod share. A process uses the network, the user and the rights of the program that starts it; limits
 * are accepted and not enforced; whatever else would silently be missing is refused by the name of its field.
 *
 * <p>Volumes are mounted at their mount paths in a mount namespace of the container's own, which needs root and
 * unshare(1) on the host; a mount path that does not exist is made on the host as an empty directory or file and stays
 * there, because removing it would take the mounts of other pods away. Elsewhere, or when the site says {@code volumes:
 * environment}, the volumes are directories below {@code $OUTRIGGER_VOLUMES}. The service-account token alone never is
 * a reason to refuse a pod.
 */
@NullMarked
package io.outrigger.provider.ssh.process;

import org.jspecify.annotations.NullMarked;
