// SPDX-License-Identifier: Apache-2.0
package io.outrigger.resolve;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Secret;
import io.outrigger.kube.ObjectRef;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The content of a ConfigMap or a Secret, decoded once per key. Used by one thread. */
final class KeyedData {

    private final ObjectRef ref;
    private final Map<String, String> plain;
    private final Map<String, String> encoded;
    private final Map<String, String> texts = new HashMap<>();

    private KeyedData(ObjectRef ref, @Nullable Map<String, String> plain, @Nullable Map<String, String> encoded) {
        this.ref = ref;
        this.plain = plain == null ? Map.of() : plain;
        this.encoded = encoded == null ? Map.of() : encoded;
    }

    /** The content of an object, or none for null. */
    static KeyedData of(ObjectRef ref, @Nullable HasMetadata object) {
        if (object instanceof ConfigMap configMap) {
            return new KeyedData(ref, configMap.getData(), configMap.getBinaryData());
        }
        if (object instanceof Secret secret) {
            return new KeyedData(ref, null, secret.getData());
        }
        return new KeyedData(ref, null, null);
    }

    /** The keys that can become variables, in order: not those of {@code binaryData}. */
    Set<String> textKeys() {
        return new TreeSet<>(ref.kind() == ObjectRef.Kind.SECRET ? encoded.keySet() : plain.keySet());
    }

    /** All keys, in order. */
    Set<String> keys() {
        var keys = new TreeSet<>(encoded.keySet());
        keys.addAll(plain.keySet());
        return keys;
    }

    /** A value as a variable; empty when there is no such key. */
    Optional<String> text(String key) throws UnresolvedException {
        if (ref.kind() == ObjectRef.Kind.CONFIG_MAP) {
            return Optional.ofNullable(plain.get(key));
        }
        String known = texts.get(key);
        if (known == null && encoded.containsKey(key)) {
            known = new String(decoded(key), StandardCharsets.UTF_8);
            texts.put(key, known);
        }
        return Optional.ofNullable(known);
    }

    /** A value as a file; empty when there is no such key. */
    Optional<byte[]> bytes(String key) throws UnresolvedException {
        String text = plain.get(key);
        if (text != null) {
            return Optional.of(text.getBytes(StandardCharsets.UTF_8));
        }
        return encoded.containsKey(key) ? Optional.of(decoded(key)) : Optional.empty();
    }

    private byte[] decoded(String key) throws UnresolvedException {
        String value = encoded.get(key);
        try {
            return value == null ? new byte[0] : Base64.getDecoder().decode(value);
        } catch (IllegalArgumentException invalid) {
            // The cause would quote the secret.
            throw new UnresolvedException("key " + key + " of " + ref + " is not valid base64");
        }
    }
}
