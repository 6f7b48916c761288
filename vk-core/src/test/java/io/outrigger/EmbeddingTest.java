// SPDX-License-Identifier: Apache-2.0
package io.outrigger;

import static io.outrigger.LocalCluster.soon;
import static org.assertj.core.api.Assertions.assertThat;

import com.example.embedding.Embedding;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the Javadoc of the entry shows works. */
class EmbeddingTest {

    @Test
    void theQuotedProgramMakesItsSiteANodeAndLeavesItWhenItIsTold(@TempDir Path directory) throws Exception {
        var stopped = new CountDownLatch(1);
        try (var cluster = new LocalCluster(directory)) {
            var program = new FutureTask<Void>(() -> {
                Embedding.run(directory.resolve("kubeconfig"), cluster.memory, stopped);
                return null;
            });
            var thread = new Thread(program, "embedding");
            thread.setDaemon(true);
            thread.start();

            soon().until(() -> cluster.condition("press-hall-1", "Ready").startsWith("True"));
            stopped.countDown();
            program.get(30, TimeUnit.SECONDS);

            assertThat(cluster.node("press-hall-1").getSpec().getProviderID())
                    .isEqualTo("outrigger://demo/press-hall-1");
        }
    }
}
