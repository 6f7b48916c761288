// SPDX-License-Identifier: Apache-2.0
package io.outrigger.resolve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExpansionTest {

    private static final Map<String, String> VALUES =
            Map.of("A", "one", "B", "$(A)", "E", "", "WITH BLANK", "blank", "$", "dollar");

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "plain | plain",
                "$(A) | one",
                "x$(A)y$(A)z | xoneyonez",
                "$(E)x | x",
                "$(B) | $(A)",
                "$(NOPE) | $(NOPE)",
                "$$(A) | $(A)",
                "$$$(A) | $one",
                "$$$$(A) | $$(A)",
                "$ | $",
                "$$ | $",
                "a$ | a$",
                "$A | $A",
                "${A} | ${A}",
                "$(A | $(A",
                "$(A $(A) | $(A $(A)",
                "$( | $(",
                "$() | $()",
                "$(WITH BLANK) | blank",
                "$($) | dollar",
                "$($(A)) | $($(A))",
                "($(A)) | (one)",
                "$é | $é",
                "\uD83D\uDE00$(A) | \uD83D\uDE00one",
            })
    void references_are_replaced_as_by_the_kubelet(String text, String expanded) throws Exception {
        assertThat(expand(text)).isEqualTo(expanded);
    }

    @Test
    void a_text_of_openings_without_an_end_takes_linear_time() {
        String hostile = "$(".repeat(500_000);

        Assertions.assertTimeout(
                Duration.ofSeconds(5), () -> assertThat(expand(hostile)).isEqualTo(hostile));
    }

    @Test
    void values_that_grow_without_end_hit_the_budget() {
        String text = "$(BIG)".repeat(100);

        assertThatThrownBy(() -> Expansion.expand(text, name -> "x".repeat(1 << 20), Budget.environment()))
                .isInstanceOf(UnresolvedException.class)
                .hasMessageContaining("larger than 16 MiB");
    }

    @Property
    void any_text_can_be_expanded(@ForAll("texts") String text) throws Exception {
        String expanded = expand(text);

        assertThat(expanded).isNotNull();
        if (text.indexOf('$') < 0) {
            assertThat(expanded).isEqualTo(text);
        }
    }

    @Property
    void a_text_with_its_dollars_doubled_comes_out_as_it_was(@ForAll("texts") String text) throws Exception {
        assertThat(expand(text.replace("$", "$$"))).isEqualTo(text);
    }

    @Provide
    Arbitrary<String> texts() {
        return Arbitraries.of("$", "(", ")", "A", "B", "NOPE", " ", "é", "\uD83D\uDE00", "\uD83D", "$(A)", "$$")
                .list()
                .ofMaxSize(30)
                .map(parts -> String.join("", parts));
    }

    private static String expand(String text) throws UnresolvedException {
        return Expansion.expand(text, VALUES::get, Budget.environment());
    }
}
