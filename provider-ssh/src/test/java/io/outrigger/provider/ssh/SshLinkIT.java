// SPDX-License-Identifier: Apache-2.0
package io.outrigger.provider.ssh;

import static org.assertj.core.api.Assertions.assertThat;

import io.outrigger.fixtures.Account;
import io.outrigger.fixtures.NeedsOpenSsh;
import io.outrigger.fixtures.OpenSshServer;
import io.outrigger.provider.ssh.link.HostProcess;
import io.outrigger.provider.ssh.link.Link;
import io.outrigger.provider.ssh.transport.SshTransport;
import io.outrigger.spi.SiteSpec;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A host behind OpenSSH. The account is that of the tests, so that they can lay out files for it. */
@NeedsOpenSsh
class SshLinkIT extends LinkContract {

    private static final int FILE_ROUNDS = 200;
    private static final int COMMAND_ROUNDS = 40;

    private final Account account = Account.present();
    private final List<SshTransport> transports = new ArrayList<>();
    private OpenSshServer server;
    private Link link;

    @BeforeEach
    void connect() throws Exception {
        server = OpenSshServer.start(account);
        link = other();
    }

    @AfterEach
    void end() {
        transports.forEach(SshTransport::close);
        server.close();
        account.close();
    }

    @Override
    Link link() {
        return link;
    }

    @Override
    Link other() throws Exception {
        SshTransport transport = new SshTransport(SiteHarness.threads(), Clock.systemUTC());
        transports.add(transport);
        return transport.link(
                SshSettings.of(SiteSpec.of("edge", "ssh", server.settings())).access());
    }

    @Override
    Path directory() {
        return account.home();
    }

    @Test
    @Timeout(120)
    void weatherThoseWhoAskForFilesAreInterruptedAtAnyMomentAndNobodyElseNotices() throws Exception {
        String directory = directory().toString();
        String file = Files.writeString(directory().resolve("file"), "content").toString();
        interruptAtAnyMoment(FILE_ROUNDS, () -> {
            link.names(directory);
            try (SeekableByteChannel opened = link.open(file)) {
                opened.size();
            }
        });
    }

    @Test
    @Timeout(120)
    void weatherThoseWhoRunCommandsAreInterruptedAtAnyMomentAndNobodyElseNotices() throws Exception {
        interruptAtAnyMoment(COMMAND_ROUNDS, () -> link.run(List.of("true")));
    }

    private void interruptAtAnyMoment(int rounds, Request request) throws Exception {
        link.run(List.of("true"));
        Asking undisturbed = new Asking(request);
        try (HostProcess neighbour = link.start(List.of("cat"))) {
            Random moments = new Random(1);
            for (int round = 0; round < rounds; round++) {
                Asking interrupted = new Asking(request);
                interrupted.awaitAnswers(moments.nextInt(2), moments.nextInt(500_000));
                assertThat(interrupted.interrupt()).isIn(Optional.empty(), Optional.of(InterruptedIOException.class));
            }
            neighbour.input().write('x');
            neighbour.input().flush();
            assertThat(neighbour.output().read()).isEqualTo('x');
            // What was left was left to nobody: there are places for everybody else, on the one connection.
            assertThat(server.log())
                    .filteredOn(line -> line.startsWith("Accepted publickey"))
                    .hasSize(1);
        } finally {
            assertThat(undisturbed.interrupt()).isIn(Optional.empty(), Optional.of(InterruptedIOException.class));
        }
    }

    private interface Request {
        void ask() throws IOException;
    }

    /** Somebody who asks until the thread is interrupted. */
    private static final class Asking {

        private final AtomicInteger answers = new AtomicInteger();
        private final FutureTask<Void> asking;
        private final Thread thread;

        Asking(Request request) {
            asking = new FutureTask<>(() -> {
                while (!Thread.interrupted()) {
                    request.ask();
                    answers.incrementAndGet();
                }
                return null;
            });
            thread = new Thread(asking);
            thread.start();
        }

        /** Waits for so many answers, and a little longer. */
        void awaitAnswers(int count, int spins) {
            while (answers.get() < count && !asking.isDone()) {
                Thread.onSpinWait();
            }
            for (int spin = 0; spin < spins; spin++) {
                Thread.onSpinWait();
            }
        }

        /** Interrupts the thread and says what it failed with. */
        Optional<Class<?>> interrupt() throws InterruptedException {
            thread.interrupt();
            try {
                asking.get();
                return Optional.empty();
            } catch (ExecutionException exception) {
                return Optional.of(exception.getCause().getClass());
            }
        }
    }
}
