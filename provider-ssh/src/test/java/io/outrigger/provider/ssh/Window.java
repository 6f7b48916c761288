// SPDX-License-Identifier: Apache-2.0
package io.outrigger.provider.ssh;

import io.outrigger.spi.Terminal;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The window of a user. */
final class Window implements Terminal {

    volatile Terminal.@Nullable Size size;
    private volatile @Nullable Consumer<Size> listener;

    @Override
    public void onResize(Consumer<Size> told) {
        listener = told;
        Size known = size;
        if (known != null) {
            told.accept(known);
        }
    }

    void resize(Size next) {
        Consumer<Size> told = listener;
        if (told == null) {
            throw new AssertionError("nobody asked for the size");
        }
        told.accept(next);
    }
}
