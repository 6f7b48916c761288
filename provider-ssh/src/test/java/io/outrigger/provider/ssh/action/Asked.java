// SPDX-License-Identifier: Apache-2.0
package io.outrigger.provider.ssh.action;

import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;

/** A question, on a thread of its own, that has reached a server which will not answer. */
final class Asked implements AutoCloseable {

    private static final int SECONDS = 10;

    /** What is asked of a port. */
    interface Question {
        Answer ask(int port) throws InterruptedException;
    }

    private final CountDownLatch arrived = new CountDownLatch(1);
    private final Server server = new Server((input, output) -> {
        input.read();
        arrived.countDown();
        Server.keepSilent(input, output);
    });
    private final FutureTask<Answer> task;
    private final Thread thread;

    Asked(Question question) throws IOException, InterruptedException {
        task = new FutureTask<>(() -> question.ask(server.port()));
        thread = new Thread(task, "test-question");
        thread.setDaemon(true);
        thread.start();
        if (!arrived.await(SECONDS, TimeUnit.SECONDS)) {
            throw new AssertionError("the question does not arrive");
        }
    }

    void interrupt() {
        thread.interrupt();
    }

    Answer answer() throws Exception {
        return task.get(SECONDS, TimeUnit.SECONDS);
    }

    /** What the question has thrown. */
    Throwable failure() throws Exception {
        try {
            throw new AssertionError("was answered: " + answer());
        } catch (ExecutionException exception) {
            return exception.getCause();
        }
    }

    boolean left() throws IOException {
        return server.left();
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
