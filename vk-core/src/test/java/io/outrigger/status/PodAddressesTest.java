// SPDX-License-Identifier: Apache-2.0
package io.outrigger.status;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PodAddressesTest {

    @ParameterizedTest
    @CsvSource({
        "10.0.0.1, 10.0.0.1",
        "255.255.255.255, 255.255.255.255",
        "::, ::",
        "::1, ::1",
        "0:0:0:0:0:0:0:1, ::1",
        "FD00::00AB, fd00::ab",
        "2001:db8:0:0:1:0:0:1, 2001:db8::1:0:0:1",
        "2001:db8:0:1:1:1:1:1, 2001:db8:0:1:1:1:1:1",
        "1:0:0:2:0:0:0:3, 1:0:0:2::3",
        "fe80::, fe80::",
    })
    void addresses_are_written_canonically(String given, String canonical) {
        assertThat(PodAddresses.canonical(given)).contains(canonical);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "1.2.3",
                "1.2.3.4.5",
                "01.2.3.4",
                "256.1.1.1",
                "1.2.3.4 ",
                "localhost",
                "fe80::1%eth0",
                "::ffff:1.2.3.4",
                ":::",
                "g::1",
                "1::2::3",
                "12345::",
                "10.0.0.1/24",
                "[::1]",
                "beef.example:80"
            })
    void what_is_no_plain_address_is_dropped(String given) {
        assertThat(PodAddresses.canonical(given)).isEmpty();
    }

    @Test
    void the_nodes_family_comes_first_and_each_family_once() {
        List<String> both = List.of("10.0.0.1", "10.0.0.2", "fd00::1", "fd00::2");

        assertThat(PodAddresses.of(both, List.of("192.0.2.1"))).containsExactly("10.0.0.1", "fd00::1");
        assertThat(PodAddresses.of(both, List.of("fd00::9"))).containsExactly("fd00::1", "10.0.0.1");
        assertThat(PodAddresses.of(both, List.of())).containsExactly("10.0.0.1", "fd00::1");
    }
}
