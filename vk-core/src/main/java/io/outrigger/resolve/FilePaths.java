// SPDX-License-Identifier: Apache-2.0
package io.outrigger.resolve;

import java.util.ArrayList;

/** Checks paths in volumes as {@code validatePath} of Kubernetes' atomic writer does, and cleans them. */
final class FilePaths {

    private static final int LONGEST_PATH = 4096;
    private static final int LONGEST_NAME = 255;

    private FilePaths() {}

    /** The path without empty parts and dots; it is relative and stays in its volume. */
    static String checked(String path) throws UnresolvedException {
        if (path.isEmpty()) {
            throw new UnresolvedException("invalid path: must not be empty: \"\"");
        }
        if (path.startsWith("/")) {
            throw new UnresolvedException("invalid path: must be relative path: " + shown(path));
        }
        if (path.length() > LONGEST_PATH) {
            throw new UnresolvedException(
                    "invalid path: must be less than or equal to " + LONGEST_PATH + " characters");
        }
        if (path.indexOf('\0') >= 0) {
            throw new UnresolvedException("invalid path: must not contain a zero byte: " + shown(path));
        }
        var parts = new ArrayList<String>();
        for (String part : path.split("/", -1)) {
            if (part.equals("..")) {
                throw new UnresolvedException("invalid path: must not contain '..': " + shown(path));
            }
            if (part.length() > LONGEST_NAME) {
                throw new UnresolvedException(
                        "invalid path: filenames must be less than or equal to " + LONGEST_NAME + " characters");
            }
            if (!part.isEmpty() && !part.equals(".")) {
                parts.add(part);
            }
        }
        if (parts.isEmpty()) {
            throw new UnresolvedException("invalid path: must name a file: " + shown(path));
        }
        if (parts.get(0).startsWith("..")) {
            throw new UnresolvedException("invalid path: must not start with '..': " + shown(path));
        }
        return String.join("/", parts);
    }

    private static String shown(String path) {
        return path.length() <= LONGEST_NAME ? path.replace("\0", "\\0") : path.substring(0, LONGEST_NAME) + "...";
    }
}
