// SPDX-License-Identifier: Apache-2.0
package io.outrigger.tck;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The numbered rules and how the names of tests point to them. */
final class Contract {

    private static final Pattern RULE =
            Pattern.compile("^- \\*\\*(\\d+\\.\\d+)\\*\\* (.+(?:\\R  .+)*)", Pattern.MULTILINE);
    private static final Pattern TEST = Pattern.compile("rule_(\\d+)_(\\d+)_\\w+");

    private Contract() {}

    /** The text of every rule by its number, in the order of the contract. */
    static Map<String, String> rules() {
        Map<String, String> rules = new LinkedHashMap<>();
        Matcher found = RULE.matcher(text());
        while (found.find()) {
            rules.put(found.group(1), found.group(2).replaceAll("\\s+", " "));
        }
        return Collections.unmodifiableMap(rules);
    }

    /** The number of the rule that a test is about. */
    static Optional<String> ruleOf(String testName) {
        Matcher found = TEST.matcher(testName);
        return found.lookingAt() ? Optional.of(found.group(1) + "." + found.group(2)) : Optional.empty();
    }

    private static String text() {
        try (InputStream contract = Contract.class.getResourceAsStream("CONTRACT.md")) {
            if (contract == null) {
                throw new IllegalStateException("CONTRACT.md is missing in the kit");
            }
            return new String(contract.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException exception) {
            throw new UncheckedIOException(exception);
        }
    }
}
