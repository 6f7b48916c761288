// SPDX-License-Identifier: Apache-2.0
package com.example.device;

import java.util.List;
import java.util.Objects;

/**
 * All jobs of an owner.
 *
 * @param cursor where news that are not in this list begin
 * @param jobs the jobs, ended ones too
 */
record JobList(Long cursor, List<Job> jobs) {

    JobList {
        Objects.requireNonNull(cursor, "cursor is missing");
        jobs = List.copyOf(Objects.requireNonNull(jobs, "jobs is missing"));
    }
}
