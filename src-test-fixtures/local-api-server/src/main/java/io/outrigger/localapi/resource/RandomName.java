// SPDX-License-Identifier: Apache-2.0
package io.outrigger.localapi.resource;

import java.util.concurrent.ThreadLocalRandom;

/** The five random characters that Kubernetes puts behind generated names: no vowels, so no words. */
public final class RandomName {
    private static final String ALPHABET = "bcdfghjklmnpqrstvwxz2456789";
    private static final int LENGTH = 5;

    private RandomName() {}

    public static String suffix() {
        StringBuilder suffix = new StringBuilder(LENGTH);
        for (int i = 0; i < LENGTH; i++) {
            suffix.append(ALPHABET.charAt(ThreadLocalRandom.current().nextInt(ALPHABET.length())));
        }
        return suffix.toString();
    }
}
