// SPDX-License-Identifier: Apache-2.0
package io.outrigger.loop;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
final class ErrandsTest {

    private final Errands errands = new Errands("errand");
    private final Set<String> done = ConcurrentHashMap.newKeySet();

    @Test
    void allAreDoneAndNobodyWaitsLonger() throws InterruptedException {
        for (int number = 0; number < 1000; number++) {
            String name = "quick-" + number;
            errands.add(name, () -> done.add(name));
        }
        assertThat(errands.await(Duration.ofSeconds(20))).isEmpty();
        assertThat(done).hasSize(1000);
    }

    @Test
    void thoseThatHangAreNamedAndTheOthersAreDone() throws InterruptedException {
        var never = new CountDownLatch(1);
        for (int number = 0; number < 20; number++) {
            String name = "hanging-" + number;
            errands.add(name, () -> hang(never, name));
        }
        errands.add("quick", () -> done.add("quick"));

        assertThat(errands.await(Duration.ofSeconds(2))).hasSize(20).doesNotContain("quick");
        assertThat(done).containsExactly("quick");
        never.countDown();
    }

    @Test
    void theEndInterruptsThoseThatHang() throws InterruptedException {
        var begun = new CountDownLatch(1);
        var interrupted = new CountDownLatch(1);
        errands.add("hanging", () -> {
            begun.countDown();
            hang(new CountDownLatch(1), "hanging");
            interrupted.countDown();
        });
        errands.await(Duration.ofMillis(1));
        begun.await();
        assertThat(errands.end(Duration.ofMillis(50))).containsExactly("hanging");
        interrupted.await();
    }

    @Test
    void oneThatBreaksIsDoneToo() throws InterruptedException {
        errands.add("broken", () -> {
            throw new AssertionError("this failure belongs to the test");
        });
        errands.add("quick", () -> done.add("quick"));
        assertThat(errands.await(Duration.ofSeconds(20))).isEmpty();
        assertThat(done).containsExactly("quick");
    }

    private void hang(CountDownLatch latch, String name) {
        try {
            latch.await();
            done.add(name);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
