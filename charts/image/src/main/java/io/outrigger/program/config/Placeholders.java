// SPDX-License-Identifier: Apache-2.0
package io.outrigger.program.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Fills {@code ${env:NAME}} and {@code ${file:PATH}} in, so that secrets need not stand in the configuration file. One
 * line break at the end of a file is left out. What has been filled in is not searched again, and two dollar
 * signs before a brace stand for one, without a meaning.
 */
final class Placeholders {

    private static final Pattern PLACEHOLDER = Pattern.compile("\\$(\\$\\{|\\{([^}:]*):?([^}]*)})");

    private final UnaryOperator<@Nullable String> environment;
    private final Path directory;

    /**
     * @param environment the environment's variables by name; null for one that is not set
     * @param directory where relative paths begin
     */
    Placeholders(UnaryOperator<@Nullable String> environment, Path directory) {
        this.environment = environment;
        this.directory = directory;
    }

    /** Says which reference cannot be resolved, never what others are. */
    static final class UnresolvedException extends Exception {

        private static final long serialVersionUID = 1L;

        UnresolvedException(String message) {
            super(message);
        }

        UnresolvedException(String message, Throwable cause) {
            super(message, cause);
        }
    }

    String fill(String text) throws UnresolvedException {
        var filled = new StringBuilder();
        var matcher = PLACEHOLDER.matcher(text);
        while (matcher.find()) {
            matcher.appendReplacement(filled, Matcher.quoteReplacement(value(matcher)));
        }
        return matcher.appendTail(filled).toString();
    }

    private String value(Matcher matcher) throws UnresolvedException {
        if (matcher.group(2) == null) {
            return "${";
        }
        return switch (matcher.group(2)) {
            case "env" -> variable(matcher.group(3));
            case "file" -> file(matcher.group(3));
            default ->
                throw new UnresolvedException(matcher.group() + " is not understood; write ${env:NAME} or ${file:PATH},"
                        + " or $${ for the characters themselves");
        };
    }

    private String variable(String name) throws UnresolvedException {
        var value = environment.apply(name);
        if (value == null) {
            throw new UnresolvedException("the environment variable " + name + " is not set");
        }
        return value;
    }

    private String file(String path) throws UnresolvedException {
        try {
            var content = Files.readString(directory.resolve(path));
            return content.endsWith("\n") ? content.substring(0, content.length() - 1) : content;
        } catch (IOException unreadable) {
            throw new UnresolvedException("the file " + directory.resolve(path) + " cannot be read", unreadable);
        }
    }
}
