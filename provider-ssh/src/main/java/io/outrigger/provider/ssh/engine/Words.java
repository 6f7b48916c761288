// SPDX-License-Identifier: Apache-2.0
package io.outrigger.provider.ssh.engine;

import io.outrigger.provider.ssh.link.ShellWords;
import io.outrigger.spi.LateValue;
import java.util.List;

/**
 * A growing part of a shell script: words that a pod chooses stand in single quotes, and the pod's addresses, which are
 * known only on the host, in the variables {@code pod_ip} and {@code pod_ips}. For one thread.
 */
final class Words {

    private final StringBuilder script = new StringBuilder();

    /** Adds a word that this program chose, for example an option. */
    Words option(String word) {
        script.append(' ').append(word);
        return this;
    }

    /** Adds a word that a pod may have chosen. */
    Words word(String word) {
        script.append(' ').append(quote(word));
        return this;
    }

    Words all(List<String> words) {
        words.forEach(this::word);
        return this;
    }

    /** Adds an option of two words, the second one being the pod's choice. */
    Words option(String option, String value) {
        return option(option).word(value);
    }

    /** A word in single quotes, with late values outside of them. */
    static String quote(String word) {
        return ShellWords.quote(word)
                .replace(LateValue.POD_IP.placeholder(), "'\"$pod_ip\"'")
                .replace(LateValue.POD_IPS.placeholder(), "'\"$pod_ips\"'");
    }

    @Override
    public String toString() {
        return script.toString();
    }
}
