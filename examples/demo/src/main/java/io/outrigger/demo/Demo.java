// SPDX-License-Identifier: Apache-2.0
package io.outrigger.demo;

import io.outrigger.StartException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;

/** Starts the demo and stays until Ctrl-C, which stops everything it has started. */
public final class Demo {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int MOST_PORT = 65_535;
    private static final int SHOWN_LOG_LINES = 3;

    private Demo() {}

    /**
     * Runs the demo.
     *
     * @param arguments the folder for everything the demo writes, and optionally the port of its API server; 0 takes a
     *     free one
     */
    public static void main(String[] arguments) throws InterruptedException {
        Path folder = Path.of(arguments.length > 0 ? arguments[0] : "target/demo");
        try {
            run(folder.toAbsolutePath().normalize(), port(arguments.length > 1 ? arguments[1] : "0"));
        } catch (IOException | StartException | RuntimeException problem) {
            System.out.println("the demo cannot start: " + problem.getMessage());
            System.exit(1);
        }
    }

    private static int port(String text) throws IOException {
        if (!text.matches("\\d{1,5}") || Integer.parseInt(text) > MOST_PORT) {
            throw new IOException("demo.port is \"" + text + "\"; it must be a number from 0 to " + MOST_PORT);
        }
        return Integer.parseInt(text);
    }

    private static void run(Path folder, int port) throws IOException, StartException, InterruptedException {
        Shell.require();
        var console = new Console(System.out);
        var end = new CountDownLatch(1);
        Plant plant = Plant.start(folder, port, console);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(plant, end), "demo-stop"));
        plant.awaitRunning(PATIENCE);
        console.line("ready: the cluster's kubeconfig is " + plant.kubeconfig());
        console.commands(plant.kubeconfig());
        var view = new LiveView(plant, console, SHOWN_LOG_LINES);
        view.showUntil(end);
    }

    private static void stop(Plant plant, CountDownLatch end) {
        end.countDown();
        plant.close();
    }
}
