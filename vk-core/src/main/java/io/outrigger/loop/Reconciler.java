// SPDX-License-Identifier: Apache-2.0
package io.outrigger.loop;

/**
 * Brings the world a step closer to what should be for one key. Implemented by the lanes; a {@link Lane} calls it from
 * its worker threads, for one key by one thread at a time. It may block, and it is called again whenever in doubt, so it
 * must be idempotent and look at what is true now instead of at what happened.
 *
 * @param <K> what names a piece of work
 */
@FunctionalInterface
public interface Reconciler<K> {

    /**
     * Works on a key.
     *
     * @param key what to work on
     * @return whether and when to call again without being asked
     * @throws Exception any failure; the key is tried again after a back-off, without end. A {@link RetryAfter} says how
     *     long the back-off lasts at least
     */
    Outcome reconcile(K key) throws Exception;
}
