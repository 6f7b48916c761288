// SPDX-License-Identifier: Apache-2.0
package io.outrigger.spi;

import java.util.List;

/**
 * Values only the site knows, and only once the pod has its network. In environment, command and args the core writes a
 * placeholder instead; the site fills it in before it starts a container.
 */
public enum LateValue {
    /** {@code status.podIP}. */
    POD_IP,
    /** {@code status.podIPs}, separated by commas. */
    POD_IPS;

    // Private-use code points: no Kubernetes validation lets them into a name, and nobody types them.
    private static final String OPEN = "\uE0F0";
    private static final String CLOSE = "\uE0F1";

    /** {@return the text that stands for this value} */
    public String placeholder() {
        return OPEN + name() + CLOSE;
    }

    /**
     * Whether a text holds any placeholder.
     *
     * @param text any text
     * @return whether {@link #fillIn} would change it
     */
    public static boolean presentIn(String text) {
        return text.contains(OPEN);
    }

    /**
     * Replaces every placeholder in a text.
     *
     * @param text any text
     * @param podIps the pod's addresses, the first one first; may be empty
     * @return the text without placeholders
     */
    public static String fillIn(String text, List<String> podIps) {
        if (!presentIn(text)) {
            return text;
        }
        return text.replace(POD_IP.placeholder(), podIps.isEmpty() ? "" : podIps.get(0))
                .replace(POD_IPS.placeholder(), String.join(",", podIps));
    }
}
