// SPDX-License-Identifier: Apache-2.0
package io.outrigger.tck;

import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.support.descriptor.MethodSource;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/** Runs the whole kit on a mutant and tells what failed. */
final class KitRun implements TestExecutionListener {

    private final Map<String, String> failures = new TreeMap<>();

    private KitRun() {}

    /** The last failure's message of every rule that was found broken. */
    static Map<String, String> failures(Mutation mutation, Duration patience, Set<Capability> lacks) {
        MutatedProvider.choose(() -> new CorrectHarness(mutation, patience, lacks));
        KitRun run = new KitRun();
        var request = LauncherDiscoveryRequestBuilder.request()
                .selectors(selectClass(MutatedProvider.class))
                .build();
        LauncherFactory.create().execute(request, run);
        return run.failures;
    }

    @Override
    public void executionFinished(TestIdentifier test, TestExecutionResult result) {
        if (result.getStatus() == TestExecutionResult.Status.FAILED) {
            failures.put(
                    rule(test), result.getThrowable().map(Throwable::getMessage).orElse(""));
        }
    }

    private static String rule(TestIdentifier test) {
        return test.getSource()
                .filter(MethodSource.class::isInstance)
                .map(MethodSource.class::cast)
                .flatMap(source -> Contract.ruleOf(source.getMethodName()))
                .orElse(test.getDisplayName());
    }
}
