// SPDX-License-Identifier: Apache-2.0
package io.outrigger.tck;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.FutureTask;
import java.util.function.Supplier;

/** Finds threads that code starts by itself: they inherit the group of the thread that the code runs on. */
final class OwnThreads {

    interface Code {
        void run() throws Exception;
    }

    private static final int MOST = 1000;

    private final ThreadGroup group;
    private final Code code;

    OwnThreads(ThreadGroup group, Code code) {
        this.group = group;
        this.code = code;
    }

    /** The names of threads that live when the code is over, but for those that were lent. */
    List<String> run(Supplier<List<Thread>> lent) throws Exception {
        FutureTask<List<String>> task = new FutureTask<>(() -> {
            code.run();
            List<Thread> alive = new ArrayList<>(alive());
            alive.removeAll(lent.get());
            alive.remove(Thread.currentThread());
            return alive.stream().map(Thread::getName).toList();
        });
        Thread thread = new Thread(group, task, "tck-own-threads");
        thread.start();
        return task.get();
    }

    private List<Thread> alive() {
        Thread[] threads = new Thread[MOST];
        group.enumerate(threads, true);
        return Arrays.stream(threads).filter(Objects::nonNull).toList();
    }
}
