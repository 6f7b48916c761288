// SPDX-License-Identifier: Apache-2.0
package io.outrigger.program;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.LoggerContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What users of the program read of the libraries in it. */
final class LogSetupTest {

    private static final String[] SSH = {
        "org.apache.sshd.client.session.ClientSessionImpl", "io.outrigger.provider.ssh.transport.Cryptography"
    };

    private final LoggerContext context = new LoggerContext();

    @AfterEach
    void forget() {
        System.clearProperty("outrigger.log.format");
        System.clearProperty("outrigger.log.level");
        System.clearProperty("outrigger.log.quiet");
    }

    private void configure() {
        LogSetup setup = new LogSetup();
        setup.setContext(context);
        setup.configure(context);
    }

    @Test
    void libraryChatterIsNotForUsersAndItsWarningsAre() {
        new LogOptions().apply();
        configure();
        for (String name : SSH) {
            assertThat(context.getLogger(name).isInfoEnabled()).as(name).isFalse();
            assertThat(context.getLogger(name).isWarnEnabled()).as(name).isTrue();
        }
        assertThat(context.getLogger("io.outrigger.site.Sites").isInfoEnabled()).isTrue();
    }

    @Test
    void aCommandThatSaysItAllItselfIsNotInterrupted() {
        new LogOptions().applyQuietly();
        configure();
        for (String name : SSH) {
            assertThat(context.getLogger(name).isErrorEnabled()).as(name).isFalse();
        }
        assertThat(context.getLogger("io.outrigger.program").isWarnEnabled()).isTrue();
    }
}
