// SPDX-License-Identifier: Apache-2.0

/**
 * Sites that are reached through an MQTT broker: the cloud side, the wire format and the edge agent live here. Nothing
 * is implemented yet, so no factory is registered and a configuration that names this provider is refused. Nobody
 * calls this package.
 */
@NullMarked
package io.outrigger.provider.mqtt;

import org.jspecify.annotations.NullMarked;
