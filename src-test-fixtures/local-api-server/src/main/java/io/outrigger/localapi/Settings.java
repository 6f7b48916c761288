// SPDX-License-Identifier: Apache-2.0
package io.outrigger.localapi;

import java.time.Clock;

/** What the builder collects; its methods explain each. */
record Settings(int port, int watchHistory, int watcherBacklog, boolean mountTokens, boolean scheduler, Clock clock) {}
