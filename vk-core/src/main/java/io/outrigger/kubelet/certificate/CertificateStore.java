// SPDX-License-Identifier: Apache-2.0
package io.outrigger.kubelet.certificate;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import org.bouncycastle.openssl.jcajce.JcaPKCS8Generator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the certificate of the endpoint and the request for the next one in a directory, each with its key in one file,
 * so that a restart goes on where it was. Files are replaced whole, and only their owner may read them. Used by one
 * thread at a time.
 */
final class CertificateStore {

    static final String SERVING = "serving.pem";
    static final String PENDING = "pending.pem";

    private static final Logger LOG = LoggerFactory.getLogger(CertificateStore.class);

    private final Path directory;

    CertificateStore(Path directory) {
        this.directory = directory;
    }

    /** Makes the directory; fails when nothing could be kept there. */
    void open() throws IOException {
        try {
            Files.createDirectories(directory);
            Files.delete(Files.createTempFile(directory, "try", ""));
        } catch (IOException refused) {
            throw new IOException(
                    "the serving certificate cannot be kept in " + directory + ": " + refused.getMessage()
                            + "; make the directory writable or choose another endpoint.certificateDirectory",
                    refused);
        }
    }

    /** The certificate that was kept, if it can be used. */
    Optional<ServingIdentity> serving() {
        return read(SERVING, (file, content) -> {
            var identity =
                    new ServingIdentity(PemFiles.certificates(file, content), PemFiles.privateKey(file, content));
            if (!identity.matches()) {
                throw new IOException(file + " holds a key of another certificate");
            }
            return identity;
        });
    }

    /** The request that was kept, if it can be used. */
    Optional<PendingRequest> pending() {
        return read(PENDING, PendingRequest::read);
    }

    /** Keeps a certificate; the request for it is over. */
    void save(ServingIdentity identity) throws IOException {
        var text = PendingRequest.pem(identity.chain().toArray())
                + PendingRequest.pem(new JcaPKCS8Generator(identity.key(), null));
        write(SERVING, text);
        Files.deleteIfExists(directory.resolve(PENDING));
    }

    /** Keeps a request. */
    void save(PendingRequest request) throws IOException {
        write(PENDING, request.text());
    }

    private <T> Optional<T> read(String name, Reading<T> reading) {
        var file = directory.resolve(name);
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        try {
            return Optional.of(reading.read(file, PemFiles.read(file)));
        } catch (IOException | RuntimeException unusable) {
            LOG.atWarn()
                    .addKeyValue("file", file)
                    .addKeyValue("cause", unusable.getMessage())
                    .log("a kept certificate cannot be used; a new one is requested");
            return Optional.empty();
        }
    }

    private void write(String name, String text) throws IOException {
        // Temporary files are made with mode 0600, and a rename keeps it.
        var beside = Files.createTempFile(directory, name, "");
        try {
            try (var channel = FileChannel.open(beside, StandardOpenOption.WRITE)) {
                var content = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
                while (content.hasRemaining()) {
                    channel.write(content);
                }
                channel.force(true);
            }
            Files.move(beside, directory.resolve(name), StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException refused) {
            Files.deleteIfExists(beside);
            throw new IOException(
                    "the serving certificate cannot be kept in " + directory + ": " + refused.getMessage(), refused);
        }
    }

    private interface Reading<T> {
        T read(Path file, byte[] content) throws IOException;
    }
}
