// SPDX-License-Identifier: Apache-2.0
package io.outrigger.localapi;

import io.vertx.core.net.PemKeyCertOptions;
import java.time.Clock;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What the builder collects; its methods explain each. */
record Settings(
        int port,
        int watchHistory,
        int watcherBacklog,
        boolean mountTokens,
        boolean scheduler,
        @Nullable PemKeyCertOptions identity,
        Clock clock) {

    Optional<PemKeyCertOptions> kubeletIdentity() {
        return Optional.ofNullable(identity);
    }
}
