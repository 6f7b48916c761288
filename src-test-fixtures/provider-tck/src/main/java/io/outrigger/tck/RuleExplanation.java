// SPDX-License-Identifier: Apache-2.0
package io.outrigger.tck;

import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.TestExecutionExceptionHandler;
import org.opentest4j.TestAbortedException;

/** Makes a failure explain itself: the rule, what was called, what was expected and what came back. */
final class RuleExplanation implements TestExecutionExceptionHandler {

    /** For JUnit. */
    RuleExplanation() {}

    @Override
    public void handleTestExecutionException(ExtensionContext context, Throwable failure) throws Throwable {
        if (failure instanceof TestAbortedException) {
            throw failure;
        }
        String test = context.getRequiredTestMethod().getName();
        String rule = Contract.ruleOf(test).orElseThrow();
        Chapter chapter = (Chapter) context.getRequiredTestInstance();
        throw new AssertionError(
                "Rule " + rule + " is broken: " + words(test) + "\n"
                        + "what was expected and what came back:\n" + indented(String.valueOf(failure.getMessage()))
                        + (failure instanceof AssertionError
                                ? ""
                                : "\n  (" + failure.getClass().getName() + ")")
                        + "\nwhat was called, and when:\n" + indented(chapter.transcript())
                        + "\nwhat provider-spi/CONTRACT.md says, " + rule + ":\n"
                        + indented(String.valueOf(Contract.rules().get(rule))),
                failure);
    }

    /** The words of {@code rule_2_3_applyingAgainRestartsNothing} after the number. */
    private static String words(String test) {
        return test.replaceFirst("rule_\\d+_\\d+_", "")
                .replaceAll("(\\p{Upper})", " $1")
                .toLowerCase(java.util.Locale.ROOT);
    }

    private static String indented(String text) {
        return text.stripTrailing().indent(2).stripTrailing();
    }
}
