// SPDX-License-Identifier: Apache-2.0
package io.outrigger.tck;

import io.outrigger.spi.ProviderContext;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ThreadFactory;

/** What the core would lend; remembers the threads that were made. */
final class LentContext implements ProviderContext {

    private final List<Thread> made = new CopyOnWriteArrayList<>();

    List<Thread> made() {
        return List.copyOf(made);
    }

    @Override
    public String clusterId() {
        return "tck";
    }

    @Override
    public String holder() {
        return "tck-" + ProcessHandle.current().pid();
    }

    @Override
    public Clock clock() {
        return Clock.systemUTC();
    }

    @Override
    public ThreadFactory threads() {
        return task -> {
            Thread thread = new Thread(task, "tck-lent-" + made.size());
            thread.setDaemon(true);
            made.add(thread);
            return thread;
        };
    }
}
