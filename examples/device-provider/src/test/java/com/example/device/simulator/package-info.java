// SPDX-License-Identifier: Apache-2.0

/**
 * A device to test against: WireMock speaks HTTP, the simulator behind it runs jobs as processes of this machine. Tests
 * start one each. It knows nothing of the provider's classes, so that both sides of the API are written down once each.
 */
@NullMarked
package com.example.device.simulator;

import org.jspecify.annotations.NullMarked;
