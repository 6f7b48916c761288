// SPDX-License-Identifier: Apache-2.0
package io.outrigger.spi;

import java.util.function.Consumer;

/** The user's terminal. Implemented by the core. */
public interface Terminal {

    /**
     * Calls back with the present size, if it is known, before it returns, and with every later one on a thread of the
     * core.
     *
     * @param listener must return soon
     */
    void onResize(Consumer<Size> listener);

    /**
     * A size in characters.
     *
     * @param columns at least 1
     * @param rows at least 1
     */
    record Size(int columns, int rows) {}
}
