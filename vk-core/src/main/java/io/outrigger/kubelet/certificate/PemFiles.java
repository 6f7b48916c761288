// SPDX-License-Identifier: Apache-2.0
package io.outrigger.kubelet.certificate;

import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.PrivateKey;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.openssl.PEMKeyPair;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.openssl.jcajce.JcaPEMKeyConverter;

/** Reads certificates and keys from PEM. Errors name the file, never its content. */
public final class PemFiles {

    private static final int LARGEST = 1024 * 1024;

    private PemFiles() {}

    /** What a file holds. */
    public static byte[] read(Path file) throws IOException {
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

    /**
     * The certificates among some content, in its order.
     *
     * @param source where the content is from, for messages
     */
    public static List<X509Certificate> certificates(Object source, byte[] content) throws IOException {
        var found = new ArrayList<X509Certificate>();
        try (var parser = parser(content)) {
            for (Object each = parser.readObject(); each != null; each = parser.readObject()) {
                if (each instanceof X509CertificateHolder holder) {
                    found.add(new JcaX509CertificateConverter().getCertificate(holder));
                }
            }
        } catch (IOException | CertificateException unreadable) {
            throw new IOException(source + " holds no certificate in PEM", unreadable);
        }
        if (found.isEmpty()) {
            throw new IOException(source + " holds no certificate in PEM");
        }
        return found;
    }

    /** The first key among what a file holds. */
    public static PrivateKey privateKey(Path file, byte[] content) throws IOException {
        var converter = new JcaPEMKeyConverter();
        try (var parser = parser(content)) {
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

    private static PEMParser parser(byte[] content) {
        return new PEMParser(new StringReader(new String(content, StandardCharsets.UTF_8)));
    }
}
