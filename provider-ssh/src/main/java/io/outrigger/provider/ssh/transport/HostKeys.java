// SPDX-License-Identifier: Apache-2.0
package io.outrigger.provider.ssh.transport;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.sshd.common.config.keys.KeyUtils;
import org.apache.sshd.common.config.keys.OpenSshCertificate;
import org.apache.sshd.common.config.keys.PublicKeyEntry;
import org.apache.sshd.common.config.keys.PublicKeyEntryResolver;
import org.apache.sshd.common.digest.BuiltinDigests;

/**
 * By which keys a host is known: the keys themselves, their fingerprints, or the key of an authority that signs the keys
 * of hosts. There is no way to accept any key. Immutable.
 */
public final class HostKeys {

    private static final String FINGERPRINT = "SHA256:";

    static {
        Cryptography.prepare();
    }

    private final List<PublicKey> keys;
    private final List<String> fingerprints;
    private final List<PublicKey> authorities;

    private HostKeys(List<PublicKey> keys, List<String> fingerprints, List<PublicKey> authorities) {
        this.keys = List.copyOf(keys);
        this.fingerprints = List.copyOf(fingerprints);
        this.authorities = List.copyOf(authorities);
    }

    /**
     * Reads keys as they are configured.
     *
     * @param pins {@code ssh-ed25519 AAAA...} or {@code SHA256:...}
     * @param authorities public keys of authorities, in the first form
     * @throws IllegalArgumentException when one cannot be read; the message says why
     */
    public static HostKeys of(List<String> pins, List<String> authorities) {
        List<PublicKey> keys = new ArrayList<>();
        List<String> fingerprints = new ArrayList<>();
        for (String pin : pins) {
            if (pin.startsWith(FINGERPRINT)) {
                fingerprints.add(checkedFingerprint(pin.strip()));
            } else {
                keys.add(key(pin));
            }
        }
        return new HostKeys(
                keys, fingerprints, authorities.stream().map(HostKeys::key).toList());
    }

    private static String checkedFingerprint(String pin) {
        if (!pin.matches("SHA256:[A-Za-z0-9+/]{43}=?")) {
            throw new IllegalArgumentException(
                    "a fingerprint is SHA256: and 43 characters, as ssh-keygen -l prints it");
        }
        return pin.replaceAll("=$", "");
    }

    private static PublicKey key(String text) {
        try {
            PublicKey key = PublicKeyEntry.parsePublicKeyEntry(text.strip())
                    .resolvePublicKey(null, Map.of(), PublicKeyEntryResolver.FAILING);
            if (key instanceof OpenSshCertificate) {
                throw new IllegalArgumentException("it is a certificate; give the key of the authority that signed it");
            }
            return key;
        } catch (IOException | GeneralSecurityException | RuntimeException exception) {
            throw new IllegalArgumentException(
                    "it is no public key: give its type and its text, for example ssh-ed25519 AAAA..., or its"
                            + " fingerprint, SHA256:...",
                    exception);
        }
    }

    /** A key's fingerprint as OpenSSH prints it. */
    static String fingerprint(PublicKey key) {
        PublicKey plain = key instanceof OpenSshCertificate certificate ? certificate.getCertPubKey() : key;
        return String.valueOf(KeyUtils.getFingerPrint(BuiltinDigests.sha256, plain));
    }

    /** Whether the host that showed this key is the one that is meant; that it has the private key is proven already. */
    boolean accept(PublicKey shown) {
        if (shown instanceof OpenSshCertificate certificate) {
            return authorities.stream().anyMatch(key -> KeyUtils.compareKeys(key, certificate.getCaPubKey()))
                    || accept(certificate.getCertPubKey());
        }
        return keys.stream().anyMatch(key -> KeyUtils.compareKeys(key, shown))
                || fingerprints.contains(fingerprint(shown));
    }

    /** The kinds of key to ask the host for, best first: only those that can be accepted. */
    List<String> algorithms(List<String> known) {
        List<String> wanted = Stream.concat(
                        keys.stream().flatMap(key -> algorithms(key).stream()),
                        authorities.isEmpty()
                                ? Stream.empty()
                                : known.stream().filter(KeyUtils::isCertificateAlgorithm))
                .distinct()
                .toList();
        // A fingerprint does not say which kind of key it is of; nor is it known when a key is only asked for.
        Stream<String> others = fingerprints.isEmpty() && !wanted.isEmpty()
                ? Stream.empty()
                : Stream.concat(Stream.of("ssh-ed25519"), known.stream())
                        .filter(algorithm -> !KeyUtils.isCertificateAlgorithm(algorithm));
        return Stream.concat(wanted.stream(), others)
                .distinct()
                .filter(known::contains)
                .toList();
    }

    private static List<String> algorithms(PublicKey key) {
        String type = KeyUtils.getKeyType(key);
        return "ssh-rsa".equals(type) ? List.of("rsa-sha2-512", "rsa-sha2-256") : List.of(String.valueOf(type));
    }

    /** The fingerprints that are configured, for messages. */
    String describe() {
        return Stream.of(
                        keys.stream().map(HostKeys::fingerprint),
                        fingerprints.stream(),
                        authorities.stream().map(key -> "a certificate of authority " + fingerprint(key)))
                .flatMap(each -> each)
                .collect(Collectors.joining(" or "));
    }
}
