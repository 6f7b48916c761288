// SPDX-License-Identifier: Apache-2.0
package io.outrigger.spi;

import java.io.IOException;
import java.lang.reflect.AnnotatedType;
import java.lang.reflect.Constructor;
import java.lang.reflect.Executable;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What providers can see of the SPI, in words.
 *
 * @param types the members of each public type by the line that begins it
 */
record ApiDescription(Map<String, Set<String>> types) {

    static final String BY_PROVIDERS = "implemented by providers";
    private static final String INDENT = "  ";
    private static final Set<String> OF_EVERY_OBJECT = Set.of("equals", "hashCode", "toString");

    /** Describes types; those that are not public are left out. */
    static ApiDescription of(Collection<Class<?>> types) {
        Map<String, Set<String>> described = new LinkedHashMap<>();
        types.stream()
                .filter(ApiDescription::visible)
                .sorted(Comparator.comparing(Class::getName))
                .forEach(type -> described.put(header(type), members(type)));
        return new ApiDescription(described);
    }

    /** Describes all types of the SPI. */
    static ApiDescription ofThisModule() throws Exception {
        Path classes = Path.of(
                Site.class.getProtectionDomain().getCodeSource().getLocation().toURI());
        Path folder = classes.resolve(Site.class.getPackageName().replace('.', '/'));
        List<Class<?>> types = new ArrayList<>();
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                String name = file.getFileName().toString().replace(".class", "");
                types.add(Class.forName(Site.class.getPackageName() + "." + name));
            }
        }
        return of(types);
    }

    /** Reads what {@link #write} wrote. */
    static ApiDescription read(Path file) throws IOException {
        return parse(Files.readAllLines(file));
    }

    static ApiDescription parse(List<String> lines) {
        Map<String, Set<String>> types = new LinkedHashMap<>();
        Set<String> members = new TreeSet<>();
        for (String line : lines) {
            if (line.startsWith(INDENT)) {
                members.add(line.strip());
            } else if (!line.isBlank()) {
                members = new TreeSet<>();
                types.put(line, members);
            }
        }
        return new ApiDescription(types);
    }

    void write(Path file) throws IOException {
        StringBuilder text = new StringBuilder();
        types.forEach((type, members) -> {
            text.append(type).append('\n');
            members.forEach(member -> text.append(INDENT).append(member).append('\n'));
        });
        Files.writeString(file, text);
    }

    private static boolean visible(Class<?> type) {
        Class<?> outer = type.getEnclosingClass();
        return Modifier.isPublic(type.getModifiers()) && (outer == null || visible(outer));
    }

    private static String header(Class<?> type) {
        String kind = type.isRecord() ? "record" : type.isEnum() ? "enum" : type.isInterface() ? "interface" : "class";
        String parents = Stream.concat(Stream.ofNullable(type.getSuperclass()), Stream.of(type.getInterfaces()))
                .filter(parent -> !Set.<Class<?>>of(Object.class, Record.class, Enum.class)
                        .contains(parent))
                .map(parent -> " extends " + name(parent.getTypeName()))
                .collect(Collectors.joining());
        String implementers = Implementers.PROVIDERS.contains(type)
                ? ", " + BY_PROVIDERS
                : Implementers.CORE.contains(type) ? ", implemented by the core" : "";
        return (type.isSealed() ? "sealed " : "") + kind + " " + name(type.getTypeName()) + parents + implementers;
    }

    private static Set<String> members(Class<?> type) {
        Set<String> members = new TreeSet<>();
        if (type.isEnum()) {
            Arrays.stream(type.getEnumConstants()).forEach(constant -> members.add("constant " + constant));
        }
        if (type.isRecord()) {
            RecordComponent[] components = type.getRecordComponents();
            for (int place = 0; place < components.length; place++) {
                members.add(component(place + 1, components[place]));
            }
        }
        for (Constructor<?> constructor : type.getDeclaredConstructors()) {
            if (!type.isEnum() && open(constructor.getModifiers())) {
                members.add("constructor " + parameters(constructor, parameterTypes(type, constructor)));
            }
        }
        for (Method method : type.getDeclaredMethods()) {
            if (open(method.getModifiers()) && !method.isSynthetic() && !given(type, method)) {
                members.add(method(method));
            }
        }
        return members;
    }

    private static String component(int place, RecordComponent component) {
        return "component %02d %s %s".formatted(place, name(component.getAnnotatedType()), component.getName());
    }

    private static boolean open(int modifiers) {
        return Modifier.isPublic(modifiers) || Modifier.isProtected(modifiers);
    }

    /** Whether the language gives this method to every such type. */
    private static boolean given(Class<?> type, Method method) {
        boolean accessor = type.isRecord()
                && method.getParameterCount() == 0
                && Arrays.stream(type.getRecordComponents())
                        .anyMatch(component -> component.getName().equals(method.getName()));
        boolean ofEnum = type.isEnum() && Set.of("values", "valueOf").contains(method.getName());
        return accessor || ofEnum || OF_EVERY_OBJECT.contains(method.getName());
    }

    private static String method(Method method) {
        int modifiers = method.getModifiers();
        String kind = Modifier.isAbstract(modifiers)
                ? "abstract "
                : Modifier.isStatic(modifiers) ? "static " : method.isDefault() ? "default " : "";
        return kind + name(method.getAnnotatedReturnType()) + " " + method.getName()
                + parameters(method, method.getAnnotatedParameterTypes());
    }

    /** Compilers differ in what they keep of a compact constructor's parameters, and agree on the components. */
    private static AnnotatedType[] parameterTypes(Class<?> type, Constructor<?> constructor) {
        if (!type.isRecord()) {
            return constructor.getAnnotatedParameterTypes();
        }
        RecordComponent[] components = type.getRecordComponents();
        Class<?>[] erased =
                Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
        return Arrays.equals(erased, constructor.getParameterTypes())
                ? Arrays.stream(components)
                        .map(RecordComponent::getAnnotatedType)
                        .toArray(AnnotatedType[]::new)
                : constructor.getAnnotatedParameterTypes();
    }

    private static String parameters(Executable executable, AnnotatedType[] types) {
        String thrown = Arrays.stream(executable.getExceptionTypes())
                .map(type -> name(type.getTypeName()))
                .sorted()
                .collect(Collectors.joining(", "));
        return Arrays.stream(types).map(ApiDescription::name).collect(Collectors.joining(", ", "(", ")"))
                + (thrown.isEmpty() ? "" : " throws " + thrown);
    }

    private static String name(AnnotatedType type) {
        String nullable = type.isAnnotationPresent(Nullable.class) ? "@Nullable " : "";
        return nullable + name(type.getType().getTypeName());
    }

    private static String name(String type) {
        return type.replace("io.outrigger.spi.", "").replace("java.lang.", "").replace('$', '.');
    }
}
