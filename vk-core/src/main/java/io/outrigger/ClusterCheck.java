// SPDX-License-Identifier: Apache-2.0
package io.outrigger;

import io.outrigger.kube.Duty;
import io.outrigger.kube.KubeConnection;
import io.outrigger.kube.KubeException;
import io.outrigger.loop.Threads;
import java.io.InterruptedIOException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;

/**
 * Asks a cluster whether this program may do its work and which version it has, on a thread of its own, because the
 * endpoint makes its certificate meanwhile. Begun, asked and closed by the thread that starts a virtual kubelet.
 */
final class ClusterCheck implements AutoCloseable {

    private final ExecutorService thread = Threads.workers("cluster-check", 1);
    private final Future<String> version;

    private ClusterCheck(KubeConnection cluster, Duty... duties) {
        version = thread.submit(() -> {
            cluster.checkAccess(duties);
            return cluster.serverVersion();
        });
    }

    static ClusterCheck begin(KubeConnection cluster, Duty... duties) {
        return new ClusterCheck(cluster, duties);
    }

    /** Waits for the cluster's version; fails with what is missing or what the cluster answered. */
    String version() throws KubeException, InterruptedIOException {
        try {
            return version.get();
        } catch (InterruptedException hurry) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while asking the cluster");
        } catch (ExecutionException failure) {
            if (failure.getCause() instanceof KubeException refused) {
                throw refused;
            }
            throw new IllegalStateException("asking the cluster failed", failure.getCause());
        }
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}
