// SPDX-License-Identifier: Apache-2.0
package io.outrigger;

import io.outrigger.kube.KubeConnection;
import io.outrigger.kubelet.KubeletServer;
import io.outrigger.loop.Threads;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Loads the classes of the connection and of the endpoint in the background while something else is read or awaited:
 * each takes a good part of a second when a program starts. Once per process; begun by whoever comes first.
 */
final class Preload {

    private static final AtomicBoolean begun = new AtomicBoolean();

    private Preload() {}

    /** Returns at once. */
    static void begin() {
        if (!begun.compareAndSet(false, true)) {
            return;
        }
        var ahead = Threads.workers("preload", 1);
        ahead.execute(KubeConnection::load);
        ahead.execute(KubeletServer::load);
        // What has begun ends by itself.
        ahead.shutdown();
    }
}
