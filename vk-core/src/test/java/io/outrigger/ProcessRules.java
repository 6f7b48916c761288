// SPDX-License-Identifier: Apache-2.0
package io.outrigger;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.syntax.ArchRuleDefinition;
import java.util.Map;
import java.util.Set;

/** What a library must not do because the process around it belongs to somebody else. */
final class ProcessRules {

    private static final String ALL = "*";

    private static final Map<String, Set<String>> CHANGES = Map.ofEntries(
            Map.entry(
                    "java.lang.System",
                    Set.of(
                            "exit",
                            "setProperty",
                            "setProperties",
                            "clearProperty",
                            "setIn",
                            "setOut",
                            "setErr",
                            "setSecurityManager")),
            Map.entry("java.lang.Runtime", Set.of("exit", "halt", "addShutdownHook", "removeShutdownHook")),
            Map.entry("java.lang.Thread", Set.of("setDefaultUncaughtExceptionHandler")),
            Map.entry("java.io.File", Set.of("deleteOnExit")),
            Map.entry("java.net.Authenticator", Set.of("setDefault")),
            Map.entry("java.net.ProxySelector", Set.of("setDefault")),
            Map.entry("java.net.CookieHandler", Set.of("setDefault")),
            Map.entry("java.net.ResponseCache", Set.of("setDefault")),
            Map.entry("java.net.URL", Set.of("setURLStreamHandlerFactory")),
            Map.entry("java.net.URLConnection", Set.of("setContentHandlerFactory", "setFileNameMap")),
            Map.entry("java.net.HttpURLConnection", Set.of("setFollowRedirects")),
            Map.entry("java.net.Socket", Set.of("setSocketImplFactory")),
            Map.entry("java.net.ServerSocket", Set.of("setSocketFactory")),
            Map.entry(
                    "javax.net.ssl.HttpsURLConnection",
                    Set.of("setDefaultSSLSocketFactory", "setDefaultHostnameVerifier")),
            Map.entry("javax.net.ssl.SSLContext", Set.of("setDefault")),
            Map.entry(
                    "java.security.Security",
                    Set.of("addProvider", "insertProviderAt", "removeProvider", "setProperty")),
            Map.entry("java.util.Locale", Set.of("setDefault")),
            Map.entry("java.util.TimeZone", Set.of("setDefault")),
            Map.entry("java.util.logging.LogManager", Set.of(ALL)),
            Map.entry("sun.misc.Signal", Set.of(ALL)));

    private static final Map<String, Set<String>> READS = Map.of(
            "java.lang.System", Set.of("getenv", "getProperty", "getProperties"),
            "java.lang.Boolean", Set.of("getBoolean"),
            "java.lang.Integer", Set.of("getInteger"),
            "java.lang.Long", Set.of("getLong"));

    private ProcessRules() {}

    /** Nothing ends the process, hooks into it, or changes what all of it shares. */
    static ArchRule changesNothing() {
        return ArchRuleDefinition.noClasses().should().accessTargetWhere(listed("change the process", CHANGES));
    }

    /** Nothing reads environment or system properties, except these classes, whose documentation says so. */
    static ArchRule readsNothingBut(Set<String> documented) {
        return ArchRuleDefinition.noClasses()
                .that(new DescribedPredicate<>("are not " + documented) {
                    @Override
                    public boolean test(JavaClass type) {
                        return !documented.contains(type.getName());
                    }
                })
                .should()
                .accessTargetWhere(listed("read the process", READS))
                .allowEmptyShould(true);
    }

    private static DescribedPredicate<JavaAccess<?>> listed(String what, Map<String, Set<String>> members) {
        return new DescribedPredicate<>(what) {
            @Override
            public boolean test(JavaAccess<?> access) {
                Set<String> names = members.getOrDefault(access.getTargetOwner().getName(), Set.of());
                return names.contains(ALL) || names.contains(access.getTarget().getName());
            }
        };
    }
}
