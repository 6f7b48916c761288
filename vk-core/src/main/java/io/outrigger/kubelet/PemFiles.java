// SPDX-License-Identifier: Apache-2.0
package io.outrigger.kubelet;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.List;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.openssl.PEMKeyPair;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.openssl.jcajce.JcaPEMKeyConverter;

/** Reads certificates and keys from PEM. Errors name the file, never its content. */
final class PemFiles {

    private static final int LARGEST = 1024 * 1024;

    private PemFiles() {}

    static byte[] read(Path file) throws IOException {
        try {
            if (Files.size(file) > LARGEST) {
                throw new IOException(
                        file + " is larger than " + LARGEST + " bytes and cannot be a certificate or key");
            }
            return Files.readAllBytes(file);
        } catch (NoSuchFileException missing) {
            throw new IOException("there is no file " + file, missing);
        }
    }

    static List<X509Certificate> certificates(Path file, byte[] content) throws IOException {
        try {
            var found =
                    CertificateFactory.getInstance("X.509")
                            .generateCertificates(new ByteArrayInputStream(content))
                            .stream()
                            .map(X509Certificate.class::cast)
                            .toList();
            if (found.isEmpty()) {
                throw new IOException(file + " holds no certificate in PEM");
            }
            return found;
        } catch (GeneralSecurityException unreadable) {
            throw new IOException(file + " holds no certificate in PEM", unreadable);
        }
    }

    static PrivateKey privateKey(Path file, byte[] content) throws IOException {
        var converter = new JcaPEMKeyConverter();
        try (var parser = new PEMParser(new StringReader(new String(content, StandardCharsets.UTF_8)))) {
            for (Object each = parser.readObject(); each != null; each = parser.readObject()) {
                if (each instanceof PEMKeyPair pair) {
                    return converter.getPrivateKey(pair.getPrivateKeyInfo());
                }
                if (each instanceof PrivateKeyInfo key) {
                    return converter.getPrivateKey(key);
                }
            }
        } catch (IOException unreadable) {
            throw new IOException(file + " holds no private key that can be read", unreadable);
        }
        throw new IOException(file + " holds no private key in PEM without a pass phrase");
    }
}
