// SPDX-License-Identifier: Apache-2.0
package io.outrigger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NamesTest {

    @ParameterizedTest
    @ValueSource(strings = {"edge-1", "a", "1", "shop.berlin.example"})
    void namesOfNodesAreAccepted(String name) {
        assertThatCode(() -> Names.checkSubdomain("site name", name)).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Edge-1", "-edge", "edge-", "edge_1", "edge..1", "a b", "../x"})
    void whatCannotNameANodeIsRefusedWithTheRule(String name) {
        assertThatThrownBy(() -> Names.checkSubdomain("site name", name))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("site name: \"" + name + "\" must be lower case");
    }

    @Test
    void aNameOfMoreThan253CharactersIsRefused() {
        assertThatThrownBy(() -> Names.checkSubdomain("site name", "a".repeat(254)))
                .hasMessageContaining("253");
    }

    @Test
    void theNearestNameIsTheOneThatWasMeant() {
        assertThat(Names.nearest("shh", List.of("ssh", "mqtt", "local"))).contains("ssh");
        assertThat(Names.nearest("loacl", List.of("ssh", "mqtt", "local"))).contains("local");
        assertThat(Names.nearest("kubernetes", List.of("ssh", "mqtt", "local"))).isEmpty();
    }

    @Test
    void theDistanceCountsLettersAddedRemovedAndExchanged() {
        assertThat(Names.distance("kitten", "sitting")).isEqualTo(3);
        assertThat(Names.distance("", "abc")).isEqualTo(3);
        assertThat(Names.distance("abc", "abc")).isZero();
    }
}
