// SPDX-License-Identifier: Apache-2.0

/**
 * A provider for devices that have an HTTP API and nothing else. The core finds {@link com.example.device.DeviceFactory}
 * through the service loader. Calls come on the core's worker threads and block until the device has answered; one
 * thread per site waits for the device's news.
 */
@NullMarked
package com.example.device;

import org.jspecify.annotations.NullMarked;
