// SPDX-License-Identifier: Apache-2.0
package io.outrigger.localapi.registry;

import io.outrigger.localapi.store.ObjectKey;
import io.outrigger.localapi.store.ObjectStore;
import io.outrigger.localapi.store.StoredObject;
import java.util.ArrayDeque;
import java.util.Queue;

/** Keeps the latest Events and lets older ones go, as an API server does after an hour; here they go by number. */
final class EventRetention {
    private static final int KEPT = 20_000;

    private final ObjectStore store;
    private final Queue<StoredObject> oldestFirst = new ArrayDeque<>();

    EventRetention(ObjectStore store) {
        this.store = store;
    }

    void added(StoredObject event) {
        oldestFirst.add(event);
        if (oldestFirst.size() > KEPT) {
            StoredObject oldest = oldestFirst.remove();
            ObjectKey key = oldest.key();
            // A later Event of the same name is another one.
            store.get(key).filter(present -> present.uid().equals(oldest.uid())).ifPresent(store::remove);
        }
    }
}
