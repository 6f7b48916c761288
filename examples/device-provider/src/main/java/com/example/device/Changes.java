// SPDX-License-Identifier: Apache-2.0
package com.example.device;

import java.util.List;
import java.util.Objects;

/**
 * What has happened at the device.
 *
 * @param cursor where the next news begin
 * @param changes the changes, in order
 */
record Changes(Long cursor, List<Change> changes) {

    Changes {
        Objects.requireNonNull(cursor, "cursor is missing");
        changes = List.copyOf(Objects.requireNonNull(changes, "changes is missing"));
    }

    /**
     * One change.
     *
     * @param removed whether the device has forgotten the job
     * @param job the whole job after the change
     */
    record Change(boolean removed, Job job) {
        Change {
            Objects.requireNonNull(job, "job of a change is missing");
        }
    }
}
