// SPDX-License-Identifier: Apache-2.0
package io.outrigger.tck;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Every rule of the contract has a test, and every test a rule. */
class ContractCoverageTest {

    @Test
    void everyRuleHasATest() {
        Set<String> untested = new TreeSet<>(Contract.rules().keySet());
        untested.removeAll(testedRules());
        assertThat(untested).isEmpty();
    }

    @Test
    void everyTestOfTheKitNamesARuleOfTheContract() {
        assertThat(tests())
                .hasSizeGreaterThan(50)
                .allSatisfy(test -> assertThat(Contract.ruleOf(test))
                        .as("the rule of the test %s", test)
                        .hasValueSatisfying(rule -> assertThat(Contract.rules()).containsKey(rule)));
    }

    @Test
    void rulesAreReadWithTheirWholeText() {
        assertThat(Contract.rules().get("2.1"))
                .isEqualTo("A pod is its `PodRef`, UID included. Two references with one name are two pods, and"
                        + " both may be there at once.");
        assertThat(Contract.rules().get("1.4")).endsWith("when it comes back, without another call.");
    }

    static Set<String> testedRules() {
        return tests().stream()
                .flatMap(test -> Contract.ruleOf(test).stream())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static List<String> tests() {
        List<String> names = new ArrayList<>();
        for (Class<?> nested : ProviderTck.class.getDeclaredClasses()) {
            Stream.of(nested.getSuperclass().getDeclaredMethods())
                    .filter(method -> method.isAnnotationPresent(Test.class))
                    .map(Method::getName)
                    .forEach(names::add);
        }
        return names;
    }
}
