// SPDX-License-Identifier: Apache-2.0
package io.outrigger.spi;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What changed between two descriptions of the SPI.
 *
 * @param breaks what hurts providers that were written before, each with who is hurt and what to do
 * @param additions what hurts nobody
 */
record ApiChanges(List<String> breaks, List<String> additions) {

    static ApiChanges between(ApiDescription before, ApiDescription after) {
        List<String> breaks = new ArrayList<>();
        List<String> additions = new ArrayList<>();
        before.types().forEach((type, members) -> gone(type, members, after.types(), breaks));
        after.types().forEach((type, members) -> come(type, members, before.types(), breaks, additions));
        return new ApiChanges(breaks, additions);
    }

    private static void gone(String type, Set<String> members, Map<String, Set<String>> after, List<String> breaks) {
        Set<String> now = after.get(type);
        if (now == null) {
            breaks.add(type
                    + "\n    is gone or is another kind of type: whoever names it stops compiling. Bring it back.");
            return;
        }
        members.stream()
                .filter(member -> !now.contains(member))
                .forEach(member -> breaks.add(type + ": " + member
                        + "\n    is gone or reads otherwise: providers compiled with it fail when they use it. Bring it"
                        + " back, beside the new one if there is one."));
    }

    private static void come(
            String type,
            Set<String> members,
            Map<String, Set<String>> before,
            List<String> breaks,
            List<String> additions) {
        Set<String> then = before.get(type);
        if (then == null) {
            additions.add(type);
            return;
        }
        for (String member : members) {
            if (then.contains(member)) {
                continue;
            }
            if (member.startsWith("abstract ") && type.endsWith(ApiDescription.BY_PROVIDERS)) {
                breaks.add(type + ": " + member
                        + "\n    is new and abstract: every provider stops compiling, and a compiled one fails with"
                        + " AbstractMethodError. Make it a default method.");
            } else {
                additions.add(type + ": " + member);
            }
        }
    }

    boolean none() {
        return breaks.isEmpty() && additions.isEmpty();
    }

    /** What a developer has to know, or nothing. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        if (!breaks.isEmpty()) {
            text.append("These changes break providers that exist:\n");
            breaks.forEach(each -> text.append("  ").append(each).append('\n'));
        }
        if (!additions.isEmpty()) {
            text.append("These changes break no provider:\n");
            additions.forEach(each -> text.append("  ").append(each).append('\n'));
        }
        return text.toString();
    }
}
