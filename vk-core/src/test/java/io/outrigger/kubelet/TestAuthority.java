// SPDX-License-Identifier: Apache-2.0
package io.outrigger.kubelet;

import io.outrigger.kubelet.certificate.ServingIdentity;
import java.io.IOException;
import java.io.StringWriter;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.openssl.jcajce.JcaPKCS8Generator;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** A certificate authority made for one test. */
public final class TestAuthority {

    private final X500Name name;
    private final KeyPair keys;
    private final X509Certificate certificate;

    TestAuthority(String name) throws Exception {
        this.name = new X500Name("CN=" + name);
        this.keys = keys("EC");
        var builder = builder(this.name, keys, Instant.now().plus(Duration.ofDays(1)));
        builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(true));
        this.certificate = sign(builder);
    }

    X509Certificate certificate() {
        return certificate;
    }

    Path writeTo(Path file) throws IOException {
        return writePem(file, certificate);
    }

    ServingIdentity client(String commonName) throws Exception {
        return issue(
                commonName, "EC", KeyPurposeId.id_kp_clientAuth, Instant.now().plus(Duration.ofDays(1)));
    }

    ServingIdentity expiredClient(String commonName) throws Exception {
        return issue(
                commonName, "EC", KeyPurposeId.id_kp_clientAuth, Instant.now().minusSeconds(60));
    }

    ServingIdentity server(String commonName, String algorithm) throws Exception {
        return issue(
                commonName,
                algorithm,
                KeyPurposeId.id_kp_serverAuth,
                Instant.now().plus(Duration.ofDays(1)));
    }

    /** Replaces a file in one step, as a mounted Secret does. */
    public static Path writePem(Path file, Object... objects) throws IOException {
        var text = new StringWriter();
        try (var writer = new JcaPEMWriter(text)) {
            for (var each : objects) {
                writer.writeObject(each instanceof PrivateKey key ? new JcaPKCS8Generator(key, null) : each);
            }
        }
        var beside = file.resolveSibling(file.getFileName() + ".new");
        Files.writeString(beside, text.toString());
        return Files.move(beside, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    private ServingIdentity issue(String commonName, String algorithm, KeyPurposeId purpose, Instant until)
            throws Exception {
        var pair = keys(algorithm);
        var builder = builder(new X500Name("CN=" + commonName), pair, until);
        builder.addExtension(Extension.extendedKeyUsage, false, new ExtendedKeyUsage(purpose));
        builder.addExtension(Extension.subjectAlternativeName, false, new GeneralNames(new GeneralName[] {
            new GeneralName(GeneralName.iPAddress, "127.0.0.1"), new GeneralName(GeneralName.dNSName, "localhost")
        }));
        PrivateKey key = pair.getPrivate();
        return new ServingIdentity(List.of(sign(builder), certificate), key);
    }

    private JcaX509v3CertificateBuilder builder(X500Name subject, KeyPair pair, Instant until) {
        return new JcaX509v3CertificateBuilder(
                name,
                new BigInteger(63, new SecureRandom()),
                Date.from(Instant.now().minus(Duration.ofHours(1))),
                Date.from(until),
                subject,
                pair.getPublic());
    }

    private X509Certificate sign(JcaX509v3CertificateBuilder builder) throws Exception {
        var signer = new JcaContentSignerBuilder("SHA256withECDSA").build(keys.getPrivate());
        return new JcaX509CertificateConverter().getCertificate(builder.build(signer));
    }

    private static KeyPair keys(String algorithm) throws Exception {
        var generator = KeyPairGenerator.getInstance(algorithm);
        generator.initialize(algorithm.equals("EC") ? 256 : 2048);
        return generator.generateKeyPair();
    }
}
