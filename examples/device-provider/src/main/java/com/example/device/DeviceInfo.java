// SPDX-License-Identifier: Apache-2.0
package com.example.device;

import java.util.Objects;

/**
 * What the device says about itself.
 *
 * @param slots how many jobs it can have
 * @param address its own network address; its jobs share it
 */
record DeviceInfo(
        String model,
        String firmware,
        String serial,
        String architecture,
        int processors,
        int memoryMebibytes,
        int slots,
        String address) {

    DeviceInfo {
        Objects.requireNonNull(model, "model is missing");
        Objects.requireNonNull(firmware, "firmware is missing");
        Objects.requireNonNull(serial, "serial is missing");
        Objects.requireNonNull(architecture, "architecture is missing");
        Objects.requireNonNull(address, "address is missing");
        if (processors <= 0 || memoryMebibytes <= 0 || slots <= 0) {
            throw new IllegalArgumentException("processors, memoryMebibytes and slots must be positive");
        }
    }
}
