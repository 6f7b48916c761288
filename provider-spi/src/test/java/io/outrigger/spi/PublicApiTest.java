// SPDX-License-Identifier: Apache-2.0
package io.outrigger.spi;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The SPI is what {@code api.txt} says: changing it is a decision, and breaking providers an unlikely one. */
class PublicApiTest {

    private static final Path ACCEPTED = Path.of("api.txt");
    private static final Path FOUND = Path.of("target", "api.txt");

    @Test
    void theApi_isTheAcceptedOne() throws Exception {
        ApiDescription found = ApiDescription.ofThisModule();
        found.write(FOUND);

        ApiChanges changes = ApiChanges.between(ApiDescription.read(ACCEPTED), found);

        assertThat(changes.none()).as("""
                        provider-spi/api.txt is not what providers see.
                        %s
                        To accept additions: cp provider-spi/target/api.txt provider-spi/api.txt
                        What breaks providers is accepted in the same way, but only together with a new major version,
                        or a new minor one before 1.0.
                        """, changes).isTrue();
        assertThat(ACCEPTED).as("the order of lines; copy target/api.txt").hasSameTextualContentAs(FOUND);
    }

    @Test
    void everyOpenInterface_hasOneImplementerWhoIsNamedInItsJavadoc() throws Exception {
        Set<Class<?>> interfaces = new HashSet<>();
        try (Stream<Path> files = Files.list(Path.of("src/main/java/io/outrigger/spi"))) {
            for (Path file : files.toList()) {
                String name = file.getFileName().toString().replace(".java", "");
                if (!name.equals("package-info")) {
                    Class<?> type = Class.forName("io.outrigger.spi." + name);
                    Stream.concat(Stream.of(type), Arrays.stream(type.getDeclaredClasses()))
                            .filter(each -> each.isInterface() && !each.isSealed())
                            .filter(each -> Modifier.isPublic(each.getModifiers()))
                            .forEach(interfaces::add);
                }
            }
        }

        assertThat(Implementers.PROVIDERS).doesNotContainAnyElementsOf(Implementers.CORE);
        assertThat(Stream.concat(Implementers.PROVIDERS.stream(), Implementers.CORE.stream()))
                .containsExactlyInAnyOrderElementsOf(interfaces);
        for (Class<?> type : interfaces) {
            String expected =
                    Implementers.PROVIDERS.contains(type) ? "Implemented by providers" : "Implemented by the core";
            assertThat(javadoc(type)).as("the Javadoc of %s", type).contains(expected);
        }
    }

    @Test
    void anAbstractMethod_breaksWhoImplementsItAndADefaultMethodNobody() {
        assertThat(changes("interface Site, implemented by providers", "default void pause()")
                        .breaks())
                .isEmpty();
        assertThat(changes("interface Terminal, implemented by the core", "abstract void clear()")
                        .breaks())
                .isEmpty();
        assertThat(changes("interface Site, implemented by providers", "abstract void pause()")
                        .breaks())
                .singleElement()
                .asString()
                .contains("abstract void pause()", "AbstractMethodError", "Make it a default method");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "enum ProviderException.Kind; constant BUSY",
                "record ObservedContainer; component 04 int restarts",
                "record ObservedContainer; component 03 @Nullable ContainerState.Terminated lastTermination",
                "record PodRef; static PodRef of(io.fabric8.kubernetes.api.model.Pod)",
                "interface PodListener, implemented by the core; abstract void gap()",
                "class ProviderException extends Exception; constructor (ProviderException.Kind, String)",
            })
    void whatIsGone_breaksProviders(String type, String member) throws Exception {
        ApiDescription before = ApiDescription.ofThisModule();
        assertThat(before.types().get(type)).contains(member);

        assertThat(ApiChanges.between(before, without(before, type, member)).breaks())
                .singleElement()
                .asString()
                .contains(type, member, "is gone", "Bring it back");
        assertThat(ApiChanges.between(before, without(before, type)).breaks())
                .singleElement()
                .asString()
                .contains(type, "is gone");
        assertThat(ApiChanges.between(before, before).none()).isTrue();
    }

    private static ApiDescription without(ApiDescription before, String type) {
        Map<String, Set<String>> types = new LinkedHashMap<>(before.types());
        types.remove(type);
        return new ApiDescription(types);
    }

    private static ApiDescription without(ApiDescription before, String type, String member) {
        Map<String, Set<String>> types = new LinkedHashMap<>(before.types());
        types.computeIfPresent(type, (key, members) -> {
            Set<String> rest = new TreeSet<>(members);
            rest.remove(member);
            return rest;
        });
        return new ApiDescription(types);
    }

    private static ApiChanges changes(String type, String added) {
        return ApiChanges.between(
                ApiDescription.parse(List.of(type, "  abstract void close()")),
                ApiDescription.parse(List.of(type, "  abstract void close()", "  " + added)));
    }

    /** The comment before a type. */
    private static String javadoc(Class<?> type) throws Exception {
        String source = Files.readString(
                Path.of("src/main/java", type.getName().replaceAll("\\$.*", "").replace('.', '/') + ".java"));
        var declaration = Pattern.compile(
                        "/\\*\\*((?:(?!\\*/).)*)\\*/\\s*(?:public )?interface " + type.getSimpleName() + "\\b",
                        Pattern.DOTALL)
                .matcher(source);
        assertThat(declaration.find()).as("%s has Javadoc", type).isTrue();
        return declaration
                .group(1)
                .lines()
                .map(line -> line.replaceAll("^\\s*\\*\\s?", ""))
                .collect(Collectors.joining(" "));
    }
}
