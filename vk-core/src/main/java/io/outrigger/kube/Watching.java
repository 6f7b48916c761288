// SPDX-License-Identifier: Apache-2.0
package io.outrigger.kube;

import java.time.Clock;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ScheduledExecutorService;

/**
 * What all watches of a connection share.
 *
 * @param api the API server
 * @param lists runs lists; its size is how many lists run at once, which tames the rush after a restart of the server
 * @param timer starts things later
 * @param clock tells the time
 * @param timing how long things take
 */
record Watching(
        ApiServer api, ExecutorService lists, ScheduledExecutorService timer, Clock clock, WatchTiming timing) {}
