// SPDX-License-Identifier: Apache-2.0
package io.outrigger.provider.ssh.host;

import java.util.concurrent.locks.ReentrantLock;

/** A fixed number of locks, picked by key: two callers with one key never run at once. */
final class KeyedLocks {

    private static final int COUNT = 64;

    private final ReentrantLock[] locks = new ReentrantLock[COUNT];

    KeyedLocks() {
        for (int index = 0; index < COUNT; index++) {
            locks[index] = new ReentrantLock();
        }
    }

    /** The lock of a key. */
    ReentrantLock of(String key) {
        return locks[Math.floorMod(key.hashCode(), COUNT)];
    }
}
