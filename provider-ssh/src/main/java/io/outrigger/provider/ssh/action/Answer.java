// SPDX-License-Identifier: Apache-2.0
package io.outrigger.provider.ssh.action;

import java.util.Objects;

/**
 * What came of an action.
 *
 * @param kind what it means
 * @param text what a user is told; may be empty
 */
public record Answer(Kind kind, String text) {

    /** Refuses null. */
    public Answer {
        Objects.requireNonNull(kind, "kind is null");
        Objects.requireNonNull(text, "text is null");
    }

    static Answer success(String text) {
        return new Answer(Kind.SUCCESS, text);
    }

    static Answer failure(String text) {
        return new Answer(Kind.FAILURE, text);
    }

    static Answer unknown(String text) {
        return new Answer(Kind.UNKNOWN, text);
    }

    static Answer absent(String text) {
        return new Answer(Kind.ABSENT, text);
    }

    /** Meanings of answers. */
    public enum Kind {
        /** The container is well. */
        SUCCESS,
        /** The container is well, but what it said deserves a look. */
        WARNING,
        /** The container is not well. */
        FAILURE,
        /** The container could not be asked, which says nothing about it. */
        UNKNOWN,
        /** The container or its host is not there to be asked. */
        ABSENT
    }
}
