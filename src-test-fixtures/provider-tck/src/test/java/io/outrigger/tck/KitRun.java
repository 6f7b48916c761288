// SPDX-License-Identifier: Apache-2.0
package io.outrigger.tck;

import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.junit.platform.engine.FilterResult;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.TestSource;
import org.junit.platform.engine.support.descriptor.MethodSource;
import org.junit.platform.launcher.PostDiscoveryFilter;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/** Runs the whole kit on a mutant and tells what failed. */
final class KitRun implements TestExecutionListener {

    private final Map<String, String> failures = new TreeMap<>();

    private KitRun() {}

    /** The last failure's message of every rule that was found broken by the tests of some rules. */
    static Map<String, String> failures(
            Mutation mutation, Duration quiet, Set<Capability> lacks, Predicate<String> rules) {
        MutatedProvider.choose(() -> new CorrectHarness(mutation, quiet, lacks));
        KitRun run = new KitRun();
        var request = LauncherDiscoveryRequestBuilder.request()
                .selectors(selectClass(MutatedProvider.class))
                .filters(testsOf(rules))
                .build();
        LauncherFactory.create().execute(request, run);
        return run.failures;
    }

    private static PostDiscoveryFilter testsOf(Predicate<String> rules) {
        return test -> FilterResult.includedIf(
                !test.isTest() || rule(test.getSource()).filter(rules).isPresent());
    }

    @Override
    public void executionFinished(TestIdentifier test, TestExecutionResult result) {
        if (result.getStatus() == TestExecutionResult.Status.FAILED) {
            String rule = rule(test.getSource()).orElse(test.getDisplayName());
            failures.put(rule, result.getThrowable().map(Throwable::getMessage).orElse(""));
        }
    }

    private static Optional<String> rule(Optional<TestSource> source) {
        return source.filter(MethodSource.class::isInstance)
                .map(MethodSource.class::cast)
                .flatMap(method -> Contract.ruleOf(method.getMethodName()));
    }
}
