// SPDX-License-Identifier: Apache-2.0
package io.outrigger.kubelet.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.outrigger.spi.Terminal.Size;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TerminalSizesTest {

    private final Queue<Runnable> work = new ArrayDeque<>();
    private final List<Size> told = new ArrayList<>();
    private final TerminalSizes sizes = new TerminalSizes(work::add);

    @Test
    void sizesAreToldInTheirOrder() {
        sizes.onResize(told::add);
        send("{\"Width\":80,\"Height\":24}");
        tell();
        send("{\"Height\":50,\"Width\":200}\n");
        tell();

        assertThat(told).containsExactly(new Size(80, 24), new Size(200, 50));
    }

    @Test
    void theSizeThatWasThereBeforeIsToldFirst() {
        send("{\"Width\":80,\"Height\":24}");
        sizes.onResize(told::add);
        tell();

        assertThat(told).containsExactly(new Size(80, 24));
    }

    @Test
    void whenTheyComeFasterThanTheyAreTakenTheLastOneCounts() {
        sizes.onResize(told::add);
        for (int width = 1; width <= 1000; width++) {
            send("{\"Width\":" + width + ",\"Height\":24}");
        }

        assertThat(work).hasSize(1);
        tell();
        assertThat(told).containsExactly(new Size(1000, 24));
    }

    @Test
    void aMessageMayBeCutAnywhere() {
        sizes.onResize(told::add);
        "{\"Width\":80,\"Height\":24}".chars().forEach(each -> send(String.valueOf((char) each)));
        tell();

        assertThat(told).containsExactly(new Size(80, 24));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"Width\":0,\"Height\":24}",
                "{\"Width\":-1,\"Height\":24}",
                "{\"Width\":80}",
                "{\"Width\":99999999999999,\"Height\":24}",
                "{\"Width\":70000,\"Height\":24}",
                "{\"Width\":\"80\",\"Height\":\"24\"}",
                "{}",
                "[[[[",
                "wide"
            })
    void whatIsNoSizeIsNotTold(String message) {
        sizes.onResize(told::add);
        send(message);
        tell();

        assertThat(told).isEmpty();
    }

    @Test
    void afterGarbageNothingIsTakenAnyMore() {
        sizes.onResize(told::add);
        send("}{");
        send("{\"Width\":80,\"Height\":24}");
        tell();

        assertThat(told).isEmpty();
    }

    private void send(String text) {
        sizes.data(text.getBytes(StandardCharsets.UTF_8));
    }

    private void tell() {
        while (!work.isEmpty()) {
            work.remove().run();
        }
    }
}
