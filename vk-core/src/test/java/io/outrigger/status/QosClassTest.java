// SPDX-License-Identifier: Apache-2.0
package io.outrigger.status;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class QosClassTest {

    private static final String FULL = "{requests: {cpu: 1, memory: 1Gi}, limits: {cpu: 1, memory: 1Gi}}";

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{} | BestEffort",
                "{requests: {cpu: 0}} | BestEffort",
                "{requests: {ephemeral-storage: 1Gi}} | BestEffort",
                "{requests: {cpu: 1}} | Burstable",
                "{limits: {cpu: 1}} | Burstable",
                "{requests: {cpu: 1, memory: 1Gi}, limits: {cpu: 1, memory: 2Gi}} | Burstable",
                "{requests: {cpu: 1, memory: 1Gi}, limits: {cpu: 1}} | Burstable",
                "{requests: {cpu: 1000m, memory: 1024Mi}, limits: {cpu: 1, memory: 1Gi}} | Guaranteed",
                "{limits: {cpu: 1, memory: 1Gi}} | Burstable",
                "{requests: {cpu: nonsense}} | BestEffort",
                "{requests: {cpu: '1e99999', memory: 1}, limits: {cpu: 1}} | Burstable",
            })
    void requests_and_limits_make_the_class(String resources, String expected) {
        assertThat(QosClass.of(Given.pod("{containers: [{name: a, image: i, resources: " + resources + "}]}")
                        .getSpec()))
                .isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "containers: [{name: a, resources: F}, {name: b, resources: F}] | Guaranteed",
                "containers: [{name: a, resources: F}, {name: b}] | Burstable",
                "containers: [{name: a, resources: F}], initContainers: [{name: b}] | Burstable",
                "resources: F, containers: [{name: a}] | Guaranteed",
            })
    void every_container_counts_unless_the_pod_has_resources_of_its_own(String spec, String expected) {
        assertThat(QosClass.of(Given.pod("{" + spec.replace("F", FULL) + "}").getSpec()))
                .isEqualTo(expected);
    }
}
