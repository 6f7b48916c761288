// SPDX-License-Identifier: Apache-2.0
package io.outrigger.program;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

final class PinTextTest {

    private static final String FINGERPRINT = "SHA256:abc";
    private static final String KEY = "ssh-ed25519 AAAA";

    private static final String CONFIGURATION = """
            cluster: demo   # ours
            sites:
              - name: hall-1
                provider: ssh
                settings:
                  host: "192.0.2.7"   # behind the press
                  user: edge

              - name: hall-2
                provider: ssh
                settings:
                  port: 2222
                  host: 192.0.2.7
            # the endpoint
            endpoint: {port: 10250}
            """;

    @Test
    void theKeyIsWrittenIntoTheSiteOfTheHostAndNothingElseChanges() throws Exception {
        PinText text = new PinText(CONFIGURATION);
        assertThat(text.pin("192.0.2.7", 22, FINGERPRINT, KEY)).isTrue();
        String line = "      host: \"192.0.2.7\"   # behind the press\n";
        assertThat(text.text())
                .isEqualTo(CONFIGURATION.replace(line, line + "      # SHA256:abc\n      hostKey: ssh-ed25519 AAAA\n"));
    }

    @Test
    void theSiteIsTheOneWithThatPort() throws Exception {
        PinText text = new PinText(CONFIGURATION);
        assertThat(text.pin("192.0.2.7", 2222, FINGERPRINT, KEY)).isTrue();
        assertThat(text.text()).contains("host: 192.0.2.7\n      # SHA256:abc\n      hostKey: ssh-ed25519 AAAA\n# the");
        assertThat(new PinText(CONFIGURATION).pin("192.0.2.7", 23, FINGERPRINT, KEY))
                .isFalse();
        assertThat(new PinText(CONFIGURATION).pin("192.0.2.70", 22, FINGERPRINT, KEY))
                .isFalse();
    }

    @Test
    void aKeyThatIsPinnedStaysAndAnotherOneIsNotReplaced() throws Exception {
        PinText text = new PinText(CONFIGURATION);
        text.pin("192.0.2.7", 22, FINGERPRINT, KEY);
        String pinned = text.text();
        assertThat(text.pin("192.0.2.7", 22, FINGERPRINT, KEY)).isTrue();
        assertThat(text.text()).isEqualTo(pinned);
        assertThatThrownBy(() -> text.pin("192.0.2.7", 22, "SHA256:evil", "ssh-ed25519 EVIL"))
                .isInstanceOf(PinText.RefusedException.class)
                .hasMessageContaining("pins another key of 192.0.2.7, ssh-ed25519 AAAA")
                .hasMessageContaining("take that line out first");
    }

    @Test
    void aListOfKeysIsLeftToItsAuthor() {
        PinText text = new PinText("sites:\n- settings:\n    host: a\n    hostKey:\n    - ssh-ed25519 BBBB\n");
        assertThatThrownBy(() -> text.pin("a", 22, FINGERPRINT, KEY))
                .isInstanceOf(PinText.RefusedException.class)
                .hasMessageContaining("a list of keys of a");
    }

    @Test
    void aHostThatIsNotThereBecomesAFurtherSite() throws Exception {
        PinText text = new PinText(CONFIGURATION);
        text.add("- name: hall-3\n  provider: ssh\n");
        assertThat(text.text()).contains("host: 192.0.2.7\n  - name: hall-3\n    provider: ssh\n# the endpoint\n");
        PinText first = new PinText("cluster: demo\nsites:\n");
        first.add("- name: hall-1\n");
        assertThat(first.text()).isEqualTo("cluster: demo\nsites:\n  - name: hall-1\n");
        PinText flush = new PinText("sites:\n- name: hall-1\n  provider: local\ncluster: demo\n");
        flush.add("- name: hall-2\n");
        assertThat(flush.text())
                .isEqualTo("sites:\n- name: hall-1\n  provider: local\n- name: hall-2\ncluster: demo\n");
    }

    @Test
    void aListThatIsWrittenInOneLineIsLeftToItsAuthor() {
        assertThatThrownBy(() -> new PinText("sites: []\n").add("- name: hall-1\n"))
                .isInstanceOf(PinText.RefusedException.class)
                .hasMessageContaining("no list \"sites:\"");
    }
}
