// SPDX-License-Identifier: Apache-2.0
package io.outrigger.provider.ssh.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** What a command says is told from what the login shell says before it. */
final class BehindGreetingTest {

    private static final String MARK = "\u0001begin\u0002";

    @Test
    void onlyWhatFollowsTheMarkIsTheCommands() throws Exception {
        assertThat(read(MARK + "out\n")).isEqualTo("out\n");
        assertThat(read("Welcome!\nno line end" + MARK + "out\n")).isEqualTo("out\n");
        assertThat(read(MARK)).isEmpty();
    }

    @Test
    void onlyTheFirstMarkCountsAndHalfOfOneDoesNot() throws Exception {
        assertThat(read("\u0001\u0001beg\u0001begin" + MARK + "a" + MARK + "b")).isEqualTo("a" + MARK + "b");
    }

    @Test
    void weatherTheShellRunsNoCommand() throws Exception {
        assertThat(read("This account is currently not available.\n"))
                .isEqualTo("This account is currently not available.\n");
    }

    @Test
    void weatherTheGreetingNeverEnds() {
        InputStream endless = new InputStream() {
            @Override
            public int read() {
                return 'x';
            }
        };
        assertThatThrownBy(() -> new BehindGreeting(endless).read())
                .isInstanceOf(IOException.class)
                .hasMessageContaining("prints without end");
    }

    /** Both ways must find the same. */
    private static String read(String all) throws IOException {
        byte[] bytes = all.getBytes(StandardCharsets.UTF_8);
        String whole = new String(BehindGreeting.of(bytes), StandardCharsets.UTF_8);
        assertThat(new BehindGreeting(new ByteArrayInputStream(bytes)).readAllBytes())
                .isEqualTo(whole.getBytes(StandardCharsets.UTF_8));
        return whole;
    }
}
