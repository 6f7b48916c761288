// SPDX-License-Identifier: Apache-2.0
package io.outrigger.neighbours;

import java.util.List;
import java.util.regex.Pattern;

/** The platform threads that the core has started, as far as this JVM shows them. */
final class OurThreads {

    private static final Pattern NAMES = Pattern.compile(
            "(pods|statuses|relists|nodes|node-lease|lease|site-probe|site-open|site-close|provider|announced-site|kube)-.*");

    private OurThreads() {}

    static List<String> alive() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(Thread::isAlive)
                .map(Thread::getName)
                .filter(name -> NAMES.matcher(name).matches())
                .sorted()
                .toList();
    }
}
