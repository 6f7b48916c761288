// SPDX-License-Identifier: Apache-2.0
package io.outrigger.kubelet.certificate;

import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.util.Collections;
import java.util.HexFormat;
import java.util.Set;
import java.util.TreeSet;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.ExtensionsGenerator;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.openssl.jcajce.JcaPKCS8Generator;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.pkcs.PKCS10CertificationRequest;
import org.bouncycastle.pkcs.jcajce.JcaPKCS10CertificationRequestBuilder;

/**
 * A request that was made and not yet answered, with its key.
 *
 * @param name the name of the object in the cluster; made of the key, so that it is asked for once, whatever happens
 * @param subject whom the certificate is to be for
 * @param names the names that the certificate is to have
 * @param key the key that stays here
 * @param pem PKCS #10 in PEM
 */
record PendingRequest(String name, X500Name subject, Set<String> names, PrivateKey key, String pem) {

    private static final int DIGITS = 16;

    PendingRequest {
        names = Collections.unmodifiableSet(new TreeSet<>(names));
    }

    /** Makes a new key and a request for it. */
    static PendingRequest create(ServingNames names) throws IOException {
        try {
            var pair = ServingKeys.generate();
            var extensions = new ExtensionsGenerator();
            extensions.addExtension(Extension.subjectAlternativeName, false, AlternativeNames.write(names.all()));
            var request = new JcaPKCS10CertificationRequestBuilder(subject(names), pair.getPublic())
                    .addAttribute(PKCSObjectIdentifiers.pkcs_9_at_extensionRequest, extensions.generate())
                    .build(new JcaContentSignerBuilder(ServingKeys.SIGNATURE).build(pair.getPrivate()));
            return of(pair.getPrivate(), request);
        } catch (GeneralSecurityException | OperatorCreationException impossible) {
            throw new IOException("cannot make a request for a serving certificate", impossible);
        }
    }

    /** Whether it asks for just that. */
    boolean fits(ServingNames wanted) {
        return names.equals(wanted.all()) && subject.equals(subject(wanted));
    }

    /** Reads what {@link #text} has written. */
    static PendingRequest read(Path file, byte[] content) throws IOException {
        var key = PemFiles.privateKey(file, content);
        try (var parser = new PEMParser(new StringReader(new String(content, StandardCharsets.UTF_8)))) {
            for (Object each = parser.readObject(); each != null; each = parser.readObject()) {
                if (each instanceof PKCS10CertificationRequest request) {
                    return of(key, request);
                }
            }
        }
        throw new IOException(file + " holds no certificate request in PEM");
    }

    /** Key and request in PEM; secret. */
    String text() throws IOException {
        return pem(new JcaPKCS8Generator(key, null)) + pem;
    }

    static String pem(Object... objects) throws IOException {
        var text = new StringWriter();
        try (var writer = new JcaPEMWriter(text)) {
            for (Object each : objects) {
                writer.writeObject(each);
            }
        }
        return text.toString();
    }

    private static PendingRequest of(PrivateKey key, PKCS10CertificationRequest request) throws IOException {
        var names = AlternativeNames.read(request.getRequestedExtensions());
        var name = "outrigger-" + digest(request.getSubjectPublicKeyInfo().getEncoded());
        return new PendingRequest(name, request.getSubject(), names, key, pem(request));
    }

    private static X500Name subject(ServingNames names) {
        return new X500NameBuilder(BCStyle.INSTANCE)
                .addRDN(BCStyle.O, "system:nodes")
                .addRDN(BCStyle.CN, names.commonName())
                .build();
    }

    private static String digest(byte[] content) {
        try {
            var digest = MessageDigest.getInstance("SHA-256").digest(content);
            return HexFormat.of().formatHex(digest).substring(0, DIGITS);
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("every JDK has SHA-256", impossible);
        }
    }

    /** Leaves the key out. */
    @Override
    public String toString() {
        return "PendingRequest[" + name + "]";
    }
}
