// SPDX-License-Identifier: Apache-2.0
package io.outrigger.benchmark;

import io.outrigger.localapi.LocalApiServer;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** A local API server in a process of its own. Started and closed by a benchmark. */
final class ApiServerProcess implements AutoCloseable {

    private final Process process;
    private final String url;

    private ApiServerProcess(Process process, String url) {
        this.process = process;
        this.url = url;
    }

    /** Starts it and waits until it serves. */
    static ApiServerProcess start() throws IOException {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        Process process = new ProcessBuilder(
                        java, "-Xmx2g", "-cp", System.getProperty("java.class.path"), ApiServerProcess.class.getName())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        var output = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        String url = output.readLine();
        if (url == null) {
            throw new IOException("the API server ended before it served");
        }
        return new ApiServerProcess(process, url);
    }

    String url() {
        return url;
    }

    @Override
    public void close() throws IOException {
        process.getOutputStream().close();
        try {
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException interrupted) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }

    /** The process itself: serves until its standard input ends. */
    public static void main(String[] arguments) throws Exception {
        try (LocalApiServer server = LocalApiServer.builder().build().start()) {
            System.out.println(server.url());
            while (System.in.read() >= 0) {
                // Nothing is said on the way; the end is all that counts.
            }
        }
    }
}
