// SPDX-License-Identifier: Apache-2.0
package io.outrigger.provider.ssh.host;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A list of all pods as a host sent it, with the check sum by which the host can tell that it would send the same again.
 *
 * @param sum what the host has called the list; empty when it has no name
 * @param text the list
 */
record KnownList(String sum, String text) {

    /** Nothing is known: the host sends all. */
    static final KnownList NONE = new KnownList("", "");

    private static final Pattern ANSWER =
            Pattern.compile("(?<list>(?:.*\n)?)sum (?<sum>[0-9a-f ]{0,32})\ndone\n", Pattern.DOTALL);
    private static final String SAME = "same\n";

    /** The list that an answer to this one stands for; empty when the answer is damaged or no answer to this one. */
    Optional<KnownList> next(String answer) {
        Matcher matcher = ANSWER.matcher(answer);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        String list = matcher.group("list");
        if (!list.equals(SAME)) {
            return Optional.of(new KnownList(matcher.group("sum"), list));
        }
        return !sum.isEmpty() && sum.equals(matcher.group("sum")) ? Optional.of(this) : Optional.empty();
    }
}
