// SPDX-License-Identifier: Apache-2.0
package io.outrigger.provider.ssh.host;

import org.jspecify.annotations.Nullable;

/**
 * How far a container has come with its image.
 *
 * @param number counts how often an image was looked for; it only grows
 * @param stage what came of it
 * @param seconds how long it took, when it was pulled
 * @param bytes the size of the image, when it was pulled
 */
record PullProgress(long number, Stage stage, long seconds, long bytes) {

    static final PullProgress NONE = new PullProgress(0, Stage.NONE, 0, 0);

    enum Stage {
        /** Nobody has looked for an image yet. */
        NONE,
        /** It is being pulled. */
        BEGUN,
        /** It was pulled. */
        DONE,
        /** It was there. */
        PRESENT
    }

    /** From the line of the supervisor's state file; what is damaged is nothing. */
    static PullProgress parse(@Nullable String line) {
        String[] words = line == null ? new String[0] : line.split(" ");
        try {
            return words.length < 2
                    ? NONE
                    : switch (words[1]) {
                        case "begun" -> new PullProgress(Long.parseLong(words[0]), Stage.BEGUN, 0, 0);
                        case "present" -> new PullProgress(Long.parseLong(words[0]), Stage.PRESENT, 0, 0);
                        case "done" ->
                            new PullProgress(
                                    Long.parseLong(words[0]),
                                    Stage.DONE,
                                    Long.parseLong(words[2]),
                                    Long.parseLong(words[3]));
                        default -> NONE;
                    };
        } catch (NumberFormatException | ArrayIndexOutOfBoundsException damaged) {
            // The supervisor writes it anew with the next change.
            return NONE;
        }
    }

    /** Reports may come in another order than they were read in. */
    boolean later(PullProgress other) {
        return number > other.number || (number == other.number && stage.compareTo(other.stage) > 0);
    }

    /** Whether this is about another pull than what was known before. */
    boolean anew(PullProgress before) {
        return stage != Stage.PRESENT && number > before.number;
    }
}
