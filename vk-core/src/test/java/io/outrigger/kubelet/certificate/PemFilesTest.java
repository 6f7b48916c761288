// SPDX-License-Identifier: Apache-2.0
package io.outrigger.kubelet.certificate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.outrigger.kubelet.TestAuthority;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.interfaces.ECPrivateKey;
import java.security.spec.ECGenParameterSpec;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.sec.SECObjectIdentifiers;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.openssl.jcajce.JcaPKCS8Generator;
import org.bouncycastle.openssl.jcajce.JceOpenSSLPKCS8EncryptorBuilder;
import org.bouncycastle.util.io.pem.PemObject;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PemFilesTest {

    @TempDir
    Path directory;

    @ParameterizedTest
    @ValueSource(strings = {"RSA", "EC", "Ed25519"})
    void aKeyInPkcs8IsRead(String algorithm) throws Exception {
        var key = key(algorithm);

        assertThat(read(new JcaPKCS8Generator(key, null))).isEqualTo(key);
    }

    @Test
    void anEllipticKeyAsOpensslWritesItIsReadPastItsParameters() throws Exception {
        var key = (ECPrivateKey) key("EC");
        var curve = SECObjectIdentifiers.secp256r1;
        var content = new org.bouncycastle.asn1.sec.ECPrivateKey(256, key.getS(), curve);

        var read = read(
                new PemObject("EC PARAMETERS", curve.getEncoded()),
                new PemObject("EC PRIVATE KEY", content.getEncoded()));

        assertThat(((ECPrivateKey) read).getS()).isEqualTo(key.getS());
    }

    @Test
    void anRsaKeyInPkcs1IsRead() throws Exception {
        var key = key("RSA");

        var file = TestAuthority.writePem(directory.resolve("key"), pkcs1(key));

        assertThat(Files.readString(file)).contains("BEGIN RSA PRIVATE KEY");
        assertThat(PemFiles.privateKey(file, PemFiles.read(file))).isEqualTo(key);
    }

    @Test
    void aKeyWithPassPhraseIsRefused() throws Exception {
        var encryptor = new JceOpenSSLPKCS8EncryptorBuilder(JcaPKCS8Generator.AES_256_CBC)
                .setProvider(new BouncyCastleProvider())
                .setPassword("secret".toCharArray())
                .build();

        assertThatThrownBy(() -> read(new JcaPKCS8Generator(key("EC"), encryptor)))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(directory.resolve("key").toString())
                .hasMessageContaining("pass phrase");
    }

    @Test
    void aFileThatIsFarTooLargeIsNotReadAtAll() throws Exception {
        var file = Files.write(directory.resolve("large"), new byte[2 * 1024 * 1024]);

        assertThatThrownBy(() -> PemFiles.read(file)).hasMessageContaining("larger than");
    }

    private PrivateKey read(Object... objects) throws IOException {
        var file = TestAuthority.writePem(directory.resolve("key"), objects);
        return PemFiles.privateKey(file, PemFiles.read(file));
    }

    private static PemObject pkcs1(PrivateKey key) throws IOException {
        var info = PrivateKeyInfo.getInstance(key.getEncoded());
        return new PemObject(
                "RSA PRIVATE KEY", info.parsePrivateKey().toASN1Primitive().getEncoded());
    }

    private static PrivateKey key(String algorithm) throws Exception {
        var generator = KeyPairGenerator.getInstance(algorithm);
        if (algorithm.equals("EC")) {
            generator.initialize(new ECGenParameterSpec("secp256r1"));
        }
        return generator.generateKeyPair().getPrivate();
    }
}
