// SPDX-License-Identifier: Apache-2.0
package io.outrigger.status;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Writes addresses as the API server accepts them: canonical text (RFC 5952; the gate StrictIPCIDRValidation refuses
 * everything else), one of each family at most. What is no address is left out.
 */
final class PodAddresses {

    private static final Pattern IPV4 = Pattern.compile(
            "((25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])\\.){3}(25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])");

    // With a colon and no letters but these, the JDK parses and never asks a name server.
    private static final Pattern IPV6 = Pattern.compile("[0-9a-fA-F:][0-9a-fA-F:.]{1,44}");

    private PodAddresses() {}

    /**
     * The addresses to report, that of the node's first family first ({@code sortPodIPs} of the kubelet).
     *
     * @param texts what was reported
     * @param hostIps the node's addresses, which decide what comes first
     */
    static List<String> of(List<String> texts, List<String> hostIps) {
        boolean six = hostIps.stream()
                .map(PodAddresses::canonical)
                .flatMap(Optional::stream)
                .findFirst()
                .map(PodAddresses::six)
                .orElse(false);
        var found = new ArrayList<String>();
        first(texts, six).ifPresent(found::add);
        first(texts, !six).ifPresent(found::add);
        return found;
    }

    /** An address in canonical text; empty for anything that is not an address in unambiguous text. */
    static Optional<String> canonical(String text) {
        if (IPV4.matcher(text).matches()) {
            return Optional.of(text);
        }
        if (text.indexOf(':') < 0 || !IPV6.matcher(text).matches()) {
            return Optional.empty();
        }
        try {
            InetAddress address = InetAddress.getByName(text);
            // An IPv4 address in IPv6 clothes is one that the API server refuses.
            return address instanceof Inet4Address ? Optional.empty() : Optional.of(compressed(address.getAddress()));
        } catch (UnknownHostException notAnAddress) {
            return Optional.empty();
        }
    }

    private static Optional<String> first(List<String> texts, boolean six) {
        return texts.stream()
                .map(PodAddresses::canonical)
                .flatMap(Optional::stream)
                .filter(each -> six(each) == six)
                .findFirst();
    }

    private static boolean six(String canonical) {
        return canonical.indexOf(':') >= 0;
    }

    private static String compressed(byte[] address) {
        int from = -1;
        int length = 1;
        for (int at = 0; at < 8; at++) {
            int end = at;
            while (end < 8 && group(address, end) == 0) {
                end++;
            }
            if (end - at > length) {
                from = at;
                length = end - at;
            }
        }
        var text = new StringBuilder();
        for (int at = 0; at < 8; at++) {
            if (at == from) {
                text.append("::");
                at += length - 1;
                continue;
            }
            if (text.length() > 0 && text.charAt(text.length() - 1) != ':') {
                text.append(':');
            }
            text.append(Integer.toHexString(group(address, at)));
        }
        return text.toString();
    }

    private static int group(byte[] address, int at) {
        return ((address[2 * at] & 0xff) << 8) | (address[2 * at + 1] & 0xff);
    }
}
