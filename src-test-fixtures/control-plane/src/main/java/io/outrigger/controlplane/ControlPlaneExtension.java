// SPDX-License-Identifier: Apache-2.0
package io.outrigger.controlplane;

import java.nio.file.Path;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Gives tests a {@link ControlPlane} as a parameter: of a constructor, a test, or a method that runs before or after
 * one. It is started for the first test that asks, shared by all test classes of the run, and stopped at its end, so
 * tests use namespaces and nodes of their own.
 *
 * <p>{@snippet :
 * @ExtendWith(ControlPlaneExtension.class)
 * class NamespaceEndToEndTest {
 *     @Test
 *     void aNewClusterHasADefaultNamespace(ControlPlane controlPlane) {
 *         assertThat(controlPlane.kubectl("get", "namespace", "default").succeeded()).isTrue();
 *     }
 * }
 * }
 *
 * <p>The cluster's files are in {@code target/control-plane} below the working directory. The system property
 * {@value #VERSION_PROPERTY} chooses a Kubernetes version other than the default one.
 */
public final class ControlPlaneExtension implements ParameterResolver {
    /** The system property that chooses the Kubernetes version, for example {@code 1.32.13}. */
    public static final String VERSION_PROPERTY = "outrigger.kubernetes.version";

    private static final Path DIRECTORY = Path.of("target", "control-plane");
    private static final Namespace NAMESPACE = Namespace.create(ControlPlaneExtension.class);

    /** Called by JUnit. */
    public ControlPlaneExtension() {}

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == ControlPlane.class;
    }

    @Override
    public ControlPlane resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return controlPlane(context);
    }

    /**
     * The control plane of this run, for an extension that builds on this one.
     *
     * @throws IllegalStateException if it does not start; see {@link ControlPlane#start}
     */
    public static ControlPlane controlPlane(ExtensionContext context) {
        return context.getRoot()
                .getStore(NAMESPACE)
                .computeIfAbsent(ControlPlane.class, key -> start(), ControlPlane.class);
    }

    private static ControlPlane start() {
        String version = System.getProperty(VERSION_PROPERTY, "");
        return version.isEmpty() ? ControlPlane.start(DIRECTORY) : ControlPlane.start(DIRECTORY, "--version", version);
    }
}
