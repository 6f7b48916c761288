// SPDX-License-Identifier: Apache-2.0
package io.outrigger.site;

import io.outrigger.spi.ProviderException;
import org.jspecify.annotations.Nullable;

/**
 * Something a provider is asked for. Made by whoever calls providers; run on that thread, and may block.
 *
 * @param <T> what it answers
 */
@FunctionalInterface
public interface ProviderCall<T> {

    /** Asks; a provider may return null against its contract. */
    @Nullable
    T run() throws ProviderException;

    /**
     * Asks, and makes what a provider must not do {@link ProviderException.Kind#INTERNAL}.
     *
     * @param what whom it is asked of and what, for the message
     * @return what the provider answered, never null
     */
    static <T> T checked(String what, ProviderCall<T> call) throws ProviderException {
        T result;
        try {
            result = call.run();
        } catch (ProviderException failure) {
            throw failure;
        } catch (Throwable unexpected) {
            // Errors too, and checked exceptions that other languages do not declare: it is one provider's fault.
            throw fault(what + " failed unexpectedly: " + unexpected, unexpected);
        }
        if (result == null) {
            throw fault(what + " returned null", null);
        }
        return result;
    }

    private static ProviderException fault(String what, @Nullable Throwable cause) {
        String message = what + "; this is a fault of the provider";
        return cause == null
                ? new ProviderException(ProviderException.Kind.INTERNAL, message)
                : new ProviderException(ProviderException.Kind.INTERNAL, message, cause);
    }
}
