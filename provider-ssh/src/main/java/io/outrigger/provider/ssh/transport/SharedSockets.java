// SPDX-License-Identifier: Apache-2.0
package io.outrigger.provider.ssh.transport;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.AsynchronousChannelGroup;
import java.nio.channels.AsynchronousSocketChannel;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import org.apache.sshd.common.FactoryManager;
import org.apache.sshd.common.PropertyResolver;
import org.apache.sshd.common.io.AbstractIoServiceFactory;
import org.apache.sshd.common.io.IoAcceptor;
import org.apache.sshd.common.io.IoConnector;
import org.apache.sshd.common.io.IoHandler;
import org.apache.sshd.common.io.nio2.Nio2Connector;
import org.apache.sshd.common.io.nio2.Nio2Session;
import org.apache.sshd.common.util.threads.SshThreadPoolExecutor;

/** The sockets of all connections of one provider, on a few threads of the core's. */
final class SharedSockets extends AbstractIoServiceFactory {

    private static final int THREADS = 4;
    private static final long IDLE_SECONDS = 30;

    private final AsynchronousChannelGroup group;

    SharedSockets(FactoryManager manager, ThreadFactory threads) {
        super(manager, resuming(threads));
        try {
            // With another kind of pool the JDK would start a thread of its own.
            group = AsynchronousChannelGroup.withFixedThreadPool(THREADS, threads);
        } catch (IOException exception) {
            throw new UncheckedIOException("no socket can be opened on this machine", exception);
        }
    }

    private static SshThreadPoolExecutor resuming(ThreadFactory threads) {
        var executor = new SshThreadPoolExecutor(
                1, 1, IDLE_SECONDS, TimeUnit.SECONDS, new LinkedBlockingQueue<Runnable>(), threads);
        executor.allowCoreThreadTimeOut(true);
        return executor;
    }

    @Override
    public IoConnector createConnector(IoHandler handler) {
        return autowireCreatedService(new Connector(handler));
    }

    @Override
    public IoAcceptor createAcceptor(IoHandler handler) {
        throw new UnsupportedOperationException("nothing listens here");
    }

    @Override
    protected void doCloseImmediately() {
        try {
            group.shutdownNow();
        } catch (IOException exception) {
            log.debug("The sockets could not be closed: {}", exception.toString());
        } finally {
            getExecutorService().shutdownNow();
            super.doCloseImmediately();
        }
    }

    private final class Connector extends Nio2Connector {

        Connector(IoHandler handler) {
            super(
                    null,
                    SharedSockets.this.getFactoryManager(),
                    handler,
                    group,
                    SharedSockets.this.getExecutorService());
        }

        @Override
        protected Nio2Session createSession(
                PropertyResolver properties, IoHandler handler, AsynchronousSocketChannel socket) throws IOException {
            return new Nio2Session(this, properties, handler, socket, null);
        }
    }
}
