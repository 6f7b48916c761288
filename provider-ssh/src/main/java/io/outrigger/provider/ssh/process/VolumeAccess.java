// SPDX-License-Identifier: Apache-2.0
package io.outrigger.provider.ssh.process;

/** How a plain process sees the volumes of its pod. */
public enum VolumeAccess {
    /** At their mount paths where the host allows private mounts; else pods that mount volumes are refused. */
    AUTO,
    /** Never at their mount paths, only below {@code $OUTRIGGER_VOLUMES}; for commands that were written for that. */
    ENVIRONMENT
}
