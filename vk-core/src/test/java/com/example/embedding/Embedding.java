// SPDX-License-Identifier: Apache-2.0
package com.example.embedding;

import io.outrigger.StartException;
import io.outrigger.VirtualKubelet;
import io.outrigger.kubelet.EndpointOptions;
import io.outrigger.spi.ProviderFactory;
import io.outrigger.spi.SiteSpec;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CountDownLatch;

/** The smallest program around the library. */
public final class Embedding {

    private Embedding() {}

    /** Runs one site until it is told to stop. */
    public static void run(Path kubeconfig, ProviderFactory provider, CountDownLatch stopped)
            throws StartException, InterruptedException {
        // @start region="embedding"
        try (VirtualKubelet kubelet = VirtualKubelet.builder()
                .cluster("demo")
                .kubeconfig(kubeconfig)
                .endpoint(EndpointOptions.selfSigned("127.0.0.1", 0, null)) // any free port
                .provider(provider) // or have it on the class path
                .site(SiteSpec.of("press-hall-1", provider.name(), Map.of()))
                .build()) {
            kubelet.start();
            stopped.await();
        } // the node stays, and so do its pods
        // @end
    }
}
