// SPDX-License-Identifier: Apache-2.0
package io.outrigger.provider.ssh.transport;

import io.outrigger.provider.ssh.link.UnreachableException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.PublicKey;
import java.util.List;
import java.util.Map;
import org.apache.sshd.common.NamedResource;
import org.apache.sshd.common.config.keys.FilePasswordProvider;
import org.apache.sshd.common.config.keys.OpenSshCertificate;
import org.apache.sshd.common.config.keys.PublicKeyEntry;
import org.apache.sshd.common.config.keys.PublicKeyEntryResolver;
import org.apache.sshd.common.util.security.SecurityUtils;

/** Reads the keys this program proves itself with. No message holds any of their text. */
final class UserKeys {

    static {
        Cryptography.prepare();
    }

    private UserKeys() {}

    /** The key pair to offer; with a certificate, that one first. */
    static List<KeyPair> load(SshAccess access) throws UnreachableException {
        KeyPair pair = privateKey(access.keyFile());
        Path certificate = access.certificateFile();
        return certificate == null
                ? List.of(pair)
                : List.of(new KeyPair(certificate(certificate), pair.getPrivate()), pair);
    }

    private static KeyPair privateKey(Path file) throws UnreachableException {
        try (InputStream stream = Files.newInputStream(file)) {
            Iterable<KeyPair> pairs = SecurityUtils.loadKeyPairIdentities(
                    null, NamedResource.ofName(file.toString()), stream, FilePasswordProvider.EMPTY);
            if (pairs != null && pairs.iterator().hasNext()) {
                return pairs.iterator().next();
            }
            throw unreadable(file, "it holds no private key in OpenSSH's format or PEM");
        } catch (UnreachableException exception) {
            throw exception;
        } catch (IOException exception) {
            throw unreadable(file, "it cannot be read: " + exception.getClass().getSimpleName());
        } catch (GeneralSecurityException | RuntimeException exception) {
            throw unreadable(file, "it is damaged, or protected by a passphrase");
        }
    }

    private static PublicKey certificate(Path file) throws UnreachableException {
        try {
            String text = Files.readString(file, StandardCharsets.US_ASCII).strip();
            PublicKey key = PublicKeyEntry.parsePublicKeyEntry(text)
                    .resolvePublicKey(null, Map.of(), PublicKeyEntryResolver.FAILING);
            if (key instanceof OpenSshCertificate) {
                return key;
            }
            throw unreadable(file, "it holds a key, but no certificate");
        } catch (UnreachableException exception) {
            throw exception;
        } catch (IOException exception) {
            throw unreadable(file, "it cannot be read: " + exception.getClass().getSimpleName());
        } catch (GeneralSecurityException | RuntimeException exception) {
            throw unreadable(file, "it holds no OpenSSH certificate");
        }
    }

    private static UnreachableException unreadable(Path file, String why) {
        return new UnreachableException("the file " + file + " cannot be used: " + why);
    }

    /** Stands for the files as they are at the moment: equal while nobody has changed them. */
    static Object version(SshAccess access) {
        Path certificate = access.certificateFile();
        return List.of(version(access.keyFile()), certificate == null ? "" : version(certificate));
    }

    private static Object version(Path file) {
        try {
            return List.of(Files.getLastModifiedTime(file), Files.size(file));
        } catch (IOException exception) {
            // A file that is not there is a version as well.
            return "";
        }
    }
}
