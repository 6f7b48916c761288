// SPDX-License-Identifier: Apache-2.0
package io.outrigger.provider.ssh.host;

import io.outrigger.provider.ssh.link.Link;
import io.outrigger.spi.ProviderException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads the host's journal of changed pods on a thread of its own, and opens it again whenever it is lost. */
final class NoticeReader implements Runnable, AutoCloseable {

    /** What follows from notices. */
    interface Notices {

        /** Pods have changed. */
        void changed(Set<String> uids) throws ProviderException;

        /** Reading begins: what happened before was not heard. */
        void gap() throws ProviderException;
    }

    private static final Logger LOG = LoggerFactory.getLogger(NoticeReader.class);
    private static final long RETRY_MILLIS = 500;

    private final HostHome home;
    private final Notices notices;
    private final CountDownLatch begun = new CountDownLatch(1);
    private final CountDownLatch closed = new CountDownLatch(1);
    private volatile Link.@Nullable Growth growth;
    private String rest = "";

    NoticeReader(HostHome home, Notices notices) {
        this.home = home;
        this.notices = notices;
    }

    @Override
    public void run() {
        try {
            do {
                readUntilLost();
            } while (!closed.await(RETRY_MILLIS, TimeUnit.MILLISECONDS));
        } catch (InterruptedException exception) {
            Thread.currentThread().interrupt();
        }
    }

    private void readUntilLost() throws InterruptedException {
        try {
            home.ready();
            try (Link.Growth opened = home.link().watch(home.paths().journal())) {
                growth = opened;
                rest = "";
                notices.gap();
                begun.countDown();
                while (closed.getCount() > 0) {
                    accept(new String(opened.next(), StandardCharsets.US_ASCII));
                }
            }
        } catch (IOException | ProviderException | RuntimeException exception) {
            if (closed.getCount() > 0) {
                LOG.debug("Notices of the host cannot be read at the moment: {}", exception.getMessage());
            }
        }
    }

    private void accept(String text) throws ProviderException {
        String all = rest + text;
        int end = all.lastIndexOf('\n');
        rest = all.substring(end + 1);
        Set<String> uids = new LinkedHashSet<>();
        all.substring(0, end + 1).lines().filter(PodIdentity::valid).forEach(uids::add);
        if (!uids.isEmpty()) {
            notices.changed(uids);
        }
    }

    /** Waits until notices are read, so that whatever happens from now on is heard; no longer than a host may take. */
    void awaitBegin(Duration patience) {
        try {
            if (!begun.await(patience.toMillis(), TimeUnit.MILLISECONDS)) {
                LOG.debug("Notices of the host are not read yet");
            }
        } catch (InterruptedException exception) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        closed.countDown();
        begun.countDown();
        reopen();
    }

    /** Begins anew, with a gap. */
    void reopen() {
        Link.Growth current = growth;
        if (current != null) {
            current.close();
        }
    }
}
