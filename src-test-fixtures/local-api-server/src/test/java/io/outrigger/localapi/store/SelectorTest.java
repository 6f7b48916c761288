// SPDX-License-Identifier: Apache-2.0
package io.outrigger.localapi.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.outrigger.localapi.failure.ApiFailure;
import io.outrigger.localapi.json.Json;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SelectorTest {
    private static final ObjectNode LABELS = Json.object().put("app", "web").put("tier", "front");

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "app=web|true",
                "app==web|true",
                "app=db|false",
                "app!=db|true",
                "none!=db|true",
                "app in (db, web)|true",
                "app notin (db,web)|false",
                "none notin (x)|true",
                "app|true",
                "!app|false",
                "!none|true",
                "app in (web),tier=front|true",
                "app in (web),tier=back|false",
                "example.com/app=x|false",
            })
    void a_label_selector_matches_or_not(String selector, boolean matches) {
        assertThat(LabelSelector.parse(selector).matches(LABELS)).isEqualTo(matches);
    }

    @Test
    void an_empty_selector_matches_everything() {
        assertThat(LabelSelector.parse("").matches(Json.object())).isTrue();
        assertThat(FieldSelector.parse("").matches(Json.object())).isTrue();
    }

    @Test
    void a_selector_that_cannot_be_read_is_a_bad_request() {
        assertThatThrownBy(() -> LabelSelector.parse("a=b=c"))
                .isInstanceOfSatisfying(
                        ApiFailure.class, failure -> assertThat(failure.code()).isEqualTo(400));
        assertThatThrownBy(() -> FieldSelector.parse("spec.nodeName"))
                .isInstanceOfSatisfying(
                        ApiFailure.class, failure -> assertThat(failure.code()).isEqualTo(400))
                .hasMessageContaining("spec.nodeName");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "spec.nodeName=edge-1|true",
                "spec.nodeName=edge-2|false",
                "spec.nodeName!=edge-2|true",
                "spec.nodeName==edge-1,status.phase!=Failed|true",
                "status.phase=|true",
                "spec.hostNetwork=false|true",
                "spec.unschedulable=true|false",
            })
    void a_field_selector_matches_or_not(String selector, boolean matches) {
        ObjectNode pod = Json.object();
        pod.putObject("spec").put("nodeName", "edge-1");
        assertThat(FieldSelector.parse(selector).matches(pod)).isEqualTo(matches);
    }
}
