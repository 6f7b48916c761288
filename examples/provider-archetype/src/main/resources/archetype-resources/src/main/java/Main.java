package ${package};

import io.outrigger.StartException;
import io.outrigger.VirtualKubelet;
import io.outrigger.spi.SiteSpec;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CountDownLatch;

/** Makes a node of a device until it is interrupted: a program of your own around the library. */
public final class Main {

    private Main() {}

    /**
     * Runs one site.
     *
     * @param arguments a kubeconfig, the name of the node, the address of the device
     */
    public static void main(String[] arguments) throws InterruptedException {
        if (arguments.length != 3) {
            System.err.println("usage: Main <kubeconfig> <node> <address of the device>");
            return;
        }
        VirtualKubelet kubelet = VirtualKubelet.builder()
                .cluster("my-cluster") // part of every name at the device; never change it
                .kubeconfig(Path.of(arguments[0]))
                .provider(new ${className}Factory())
                .site(SiteSpec.of(arguments[1], "${provider}", Map.of("address", arguments[2])))
                .build();
        CountDownLatch end = new CountDownLatch(1);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            kubelet.close();
            end.countDown();
        }));
        try {
            kubelet.start();
            System.out.println("node " + arguments[1] + " is up; Ctrl-C ends this program and leaves pods alone");
            end.await();
        } catch (StartException exception) {
            System.err.println(exception.getMessage());
        }
    }
}
