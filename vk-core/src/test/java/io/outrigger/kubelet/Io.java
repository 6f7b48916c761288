// SPDX-License-Identifier: Apache-2.0
package io.outrigger.kubelet;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** Reading and writing in lambdas that must not throw an {@code IOException}, as providers' methods must not. */
final class Io {

    private Io() {}

    static void write(OutputStream stream, String text) {
        write(stream, text.getBytes(StandardCharsets.UTF_8));
    }

    static void write(OutputStream stream, byte[] bytes) {
        try {
            stream.write(bytes);
        } catch (IOException gone) {
            throw new UncheckedIOException(gone);
        }
    }

    static String readAll(InputStream stream) {
        try {
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException gone) {
            throw new UncheckedIOException(gone);
        }
    }

    static int read(InputStream stream, byte[] into) {
        try {
            return stream.read(into);
        } catch (IOException gone) {
            throw new UncheckedIOException(gone);
        }
    }
}
