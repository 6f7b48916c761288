// SPDX-License-Identifier: Apache-2.0
package io.outrigger.spi;

import java.util.Objects;

/**
 * Why a provider could not do what it was asked. Thrown by providers; {@link #kind()} alone decides what the core does
 * next, the message is shown to users and must name the field or the site and the remedy, never a secret value.
 *
 * {@snippet class="com.example.belt.BeltSite" region="kinds"}
 */
public final class ProviderException extends Exception {

    private static final long serialVersionUID = 1L;

    /** What the core is to do about it. */
    private final Kind kind;

    /**
     * A failure without another one underneath.
     *
     * @param kind what the core is to do about it
     * @param message one sentence for a user
     */
    public ProviderException(Kind kind, String message) {
        super(message);
        this.kind = Objects.requireNonNull(kind, "kind is null");
    }

    /**
     * A failure with its cause.
     *
     * @param kind what the core is to do about it
     * @param message one sentence for a user
     * @param cause what went wrong underneath
     */
    public ProviderException(Kind kind, String message, Throwable cause) {
        super(message, cause);
        this.kind = Objects.requireNonNull(kind, "kind is null");
    }

    /** {@return what the core is to do about it; never null} */
    public Kind kind() {
        return kind;
    }

    /** The kinds of failure, by what follows from them. */
    public enum Kind {
        /** The site cannot be reached: the site's lane pauses and one probe replaces all retries. */
        UNREACHABLE,
        /** The site cannot take more at the moment: retried with back-off. */
        BUSY,
        /** Something went wrong in the provider or at the site: retried with back-off. */
        INTERNAL,
        /** The pod is wrong: shown in its status and an event, not retried until its spec changes. */
        INVALID_POD,
        /** The pod asks for what this site cannot do: as {@link #INVALID_POD}; the message names the field. */
        UNSUPPORTED,
        /** What was asked for is not there, for example the log of a previous instance: told to whoever asked. */
        NOT_FOUND,
        /** The provider's or the site's settings are wrong: the site is not opened. */
        INVALID_CONFIG
    }
}
