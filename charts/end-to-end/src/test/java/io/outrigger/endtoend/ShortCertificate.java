// SPDX-License-Identifier: Apache-2.0
package io.outrigger.endtoend;

import java.io.Reader;
import java.io.StringWriter;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPairGenerator;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.openssl.jcajce.JcaPEMKeyConverter;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.openssl.jcajce.JcaPKCS8Generator;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/**
 * A serving certificate of the cluster's authority that is good and so near its end that it must be renewed at once. The
 * real signer makes none that is good for less than ten minutes.
 */
final class ShortCertificate {
    /** Its serial number as openssl writes it. */
    static final String SERIAL = "4711";

    private static final Duration AGE = Duration.ofHours(1);
    private static final Duration REST = Duration.ofMinutes(3);

    private ShortCertificate() {}

    /**
     * Puts one, with its key, where the program keeps its own.
     *
     * @param authority the directory with {@code ca.crt} and {@code ca.key}
     */
    static void write(Path authority, Path file, String node) throws Exception {
        var generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(256);
        var pair = generator.generateKeyPair();
        var issuer = (X509CertificateHolder) read(authority.resolve("ca.crt"));
        var issuerKey = new JcaPEMKeyConverter().getPrivateKey((PrivateKeyInfo) read(authority.resolve("ca.key")));
        var builder = new JcaX509v3CertificateBuilder(
                issuer.getSubject(),
                new BigInteger(SERIAL, 16),
                Date.from(Instant.now().minus(AGE)),
                Date.from(Instant.now().plus(REST)),
                new X500Name("O=system:nodes,CN=system:node:" + node),
                pair.getPublic());
        builder.addExtension(Extension.subjectAlternativeName, false, new GeneralNames(new GeneralName[] {
            new GeneralName(GeneralName.iPAddress, "127.0.0.1"), new GeneralName(GeneralName.dNSName, node)
        }));
        var text = new StringWriter();
        try (var writer = new JcaPEMWriter(text)) {
            writer.writeObject(builder.build(new JcaContentSignerBuilder("SHA256withECDSA").build(issuerKey)));
            writer.writeObject(new JcaPKCS8Generator(pair.getPrivate(), null));
        }
        Files.writeString(file, text.toString());
    }

    private static Object read(Path file) throws Exception {
        try (Reader reader = Files.newBufferedReader(file);
                var parser = new PEMParser(reader)) {
            return parser.readObject();
        }
    }
}
