// SPDX-License-Identifier: Apache-2.0
package io.outrigger.provider.ssh.host;

import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceRequirements;
import io.outrigger.spi.ResourceAmounts;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a container is given, as one line of a file on the host: request and limit of the processor in thousandths of one,
 * request and limit of the memory in bytes, with {@code -} for one that is not set.
 *
 * @param words the four words
 */
public record ResourceLine(List<String> words) {

    /** The name of the file in a container's directory. */
    public static final String FILE = "resources";

    private static final String UNSET = "-";
    private static final Pattern WORD = Pattern.compile("-|[0-9]{1,15}");
    private static final BigDecimal MOST = new BigDecimal("999999999999999");

    /** Copies the list. */
    public ResourceLine {
        words = List.copyOf(words);
    }

    /** What a spec asks for. */
    public static ResourceLine of(@Nullable ResourceRequirements resources) {
        Map<String, Quantity> requests = resources == null ? null : resources.getRequests();
        Map<String, Quantity> limits = resources == null ? null : resources.getLimits();
        return new ResourceLine(
                List.of(word(requests, "cpu"), word(limits, "cpu"), word(requests, "memory"), word(limits, "memory")));
    }

    /** Reads a line back; empty when it is none. */
    static Optional<ResourceLine> parse(@Nullable String line) {
        List<String> words = line == null ? List.of() : List.of(line.split(" ", -1));
        return words.size() == 4
                        && words.stream().allMatch(word -> WORD.matcher(word).matches())
                ? Optional.of(new ResourceLine(words))
                : Optional.empty();
    }

    /** The line, without its end. */
    public String text() {
        return String.join(" ", words);
    }

    /** The limit of the processor in thousandths of one; empty when there is none. */
    public Optional<BigDecimal> processorLimit() {
        return number(1);
    }

    /** What is sure of the processor in thousandths of one, which without a request is its limit; empty when there is none. */
    public Optional<BigDecimal> processorShare() {
        return number(0).or(() -> number(1));
    }

    /** The limit of the memory in bytes; empty when there is none. */
    public Optional<BigDecimal> memoryLimit() {
        return number(3).filter(bytes -> bytes.signum() > 0);
    }

    /** The resources in which another line differs. */
    Set<String> differences(ResourceLine other) {
        Set<String> differences = new HashSet<>();
        for (int index = 0; index < words.size(); index++) {
            if (!words.get(index).equals(other.words().get(index))) {
                differences.add(index < 2 ? "cpu" : "memory");
            }
        }
        return differences;
    }

    ResourceAmounts amounts() {
        return new ResourceAmounts(amounts(0, 2), amounts(1, 3));
    }

    private Map<String, Quantity> amounts(int processor, int memory) {
        Map<String, Quantity> amounts = new HashMap<>();
        number(processor).ifPresent(thousandths -> amounts.put("cpu", processor(thousandths)));
        number(memory).ifPresent(bytes -> amounts.put("memory", memory(bytes)));
        return amounts;
    }

    private static Quantity processor(BigDecimal thousandths) {
        BigDecimal[] whole = thousandths.divideAndRemainder(BigDecimal.valueOf(1000));
        return whole[1].signum() == 0
                ? new Quantity(whole[0].toPlainString())
                : new Quantity(thousandths.toPlainString(), "m");
    }

    /** As Kubernetes writes bytes: in the largest unit of which it is a whole number. */
    private static Quantity memory(BigDecimal bytes) {
        BigDecimal amount = bytes;
        List<String> units = new ArrayList<>(List.of("", "Ki", "Mi", "Gi", "Ti"));
        BigDecimal unit = BigDecimal.valueOf(1024);
        while (units.size() > 1 && amount.signum() > 0 && amount.remainder(unit).signum() == 0) {
            amount = amount.divide(unit);
            units.remove(0);
        }
        return new Quantity(amount.toPlainString(), units.get(0));
    }

    private Optional<BigDecimal> number(int index) {
        String word = words.get(index);
        return word.equals(UNSET) ? Optional.empty() : Optional.of(new BigDecimal(word));
    }

    private static String word(@Nullable Map<String, Quantity> quantities, String name) {
        Quantity quantity = quantities == null ? null : quantities.get(name);
        if (quantity == null) {
            return UNSET;
        }
        BigDecimal amount = quantity.getNumericalAmount();
        BigDecimal counted = name.equals("cpu") ? amount.movePointRight(3) : amount;
        return counted.max(BigDecimal.ZERO)
                .min(MOST)
                .setScale(0, RoundingMode.CEILING)
                .toPlainString();
    }
}
