// SPDX-License-Identifier: Apache-2.0
package io.outrigger.kubelet.certificate;

import java.io.StringReader;
import java.math.BigInteger;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.security.PublicKey;
import java.time.Instant;
import java.util.Date;
import java.util.Set;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.operator.jcajce.JcaContentVerifierProviderBuilder;
import org.bouncycastle.pkcs.PKCS10CertificationRequest;
import org.bouncycastle.pkcs.jcajce.JcaPKCS10CertificationRequest;

/** Signs what it is told to sign, right or wrong. */
final class Signer {

    private static final X500Name NAME = new X500Name("CN=signer");

    private final KeyPair keys = keys();
    private long serial;

    static PKCS10CertificationRequest parse(String pem) throws Exception {
        try (var parser = new PEMParser(new StringReader(pem))) {
            return (PKCS10CertificationRequest) parser.readObject();
        }
    }

    /** Whether whoever made the request has its key. */
    static boolean proves(PKCS10CertificationRequest request) throws Exception {
        return request.isSignatureValid(new JcaContentVerifierProviderBuilder()
                .build(new JcaPKCS10CertificationRequest(request).getPublicKey()));
    }

    /** A certificate for just what is requested. */
    String sign(String request, Instant begin, Instant end) throws Exception {
        var parsed = parse(request);
        return sign(
                parsed.getSubjectPublicKeyInfo(), AlternativeNames.read(parsed.getRequestedExtensions()), begin, end);
    }

    /** A certificate for just what is requested, but for another key. */
    String signOtherKey(String request, Instant begin, Instant end) throws Exception {
        var names = AlternativeNames.read(parse(request).getRequestedExtensions());
        return sign(info(keys().getPublic()), names, begin, end);
    }

    String sign(String request, Set<String> names, Instant begin, Instant end) throws Exception {
        return sign(parse(request).getSubjectPublicKeyInfo(), names, begin, end);
    }

    private String sign(SubjectPublicKeyInfo key, Set<String> names, Instant begin, Instant end) throws Exception {
        var builder = new X509v3CertificateBuilder(
                NAME, BigInteger.valueOf(++serial), Date.from(begin), Date.from(end), new X500Name("CN=node"), key);
        builder.addExtension(Extension.subjectAlternativeName, false, AlternativeNames.write(names));
        return PendingRequest.pem(
                builder.build(new JcaContentSignerBuilder("SHA256withECDSA").build(keys.getPrivate())));
    }

    private static SubjectPublicKeyInfo info(PublicKey key) {
        return SubjectPublicKeyInfo.getInstance(key.getEncoded());
    }

    private static KeyPair keys() {
        try {
            var generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(256);
            return generator.generateKeyPair();
        } catch (NoSuchAlgorithmException impossible) {
            throw new AssertionError(impossible);
        }
    }
}
