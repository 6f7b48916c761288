// SPDX-License-Identifier: Apache-2.0
package io.outrigger.endtoend;

import io.outrigger.controlplane.ControlPlane;
import io.outrigger.controlplane.ControlPlaneExtension;
import java.util.Locale;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Gives each test class one {@link EdgeSite}, named after the class, and closes it after the class; and the
 * {@link ControlPlane}, which all classes share.
 */
final class EdgeSiteExtension implements ParameterResolver {
    private static final Namespace NAMESPACE = Namespace.create(EdgeSiteExtension.class);

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        Class<?> type = parameter.getParameter().getType();
        return type == EdgeSite.class || type == ControlPlane.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        ControlPlane controlPlane = ControlPlaneExtension.controlPlane(context);
        if (parameter.getParameter().getType() == ControlPlane.class) {
            return controlPlane;
        }
        EdgeSite site = ofClass(context)
                .getStore(NAMESPACE)
                .computeIfAbsent(
                        EdgeSite.class,
                        key -> new EdgeSite(controlPlane, name(context.getRequiredTestClass())),
                        EdgeSite.class);
        site.open();
        return site;
    }

    /** The context that ends with the class, not with one of its tests. */
    private static ExtensionContext ofClass(ExtensionContext context) {
        ExtensionContext found = context;
        while (found.getTestMethod().isPresent()) {
            found = found.getParent().orElseThrow();
        }
        return found;
    }

    /** {@code SiteWeatherEndToEndTest} has the node {@code site-weather}. */
    private static String name(Class<?> testClass) {
        return testClass
                .getSimpleName()
                .replace("EndToEndTest", "")
                .replaceAll("(?<=[a-z])(?=[A-Z])", "-")
                .toLowerCase(Locale.ROOT);
    }
}
