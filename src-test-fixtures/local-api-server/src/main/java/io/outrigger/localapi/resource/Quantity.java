// SPDX-License-Identifier: Apache-2.0
package io.outrigger.localapi.resource;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Amounts as Kubernetes writes them, for example {@code 250m}, {@code 1.5}, {@code 64Mi}, {@code 1e3}. */
public final class Quantity {
    private static final Pattern FORM = Pattern.compile(
            "([+-]?(?:\\d+\\.?\\d*|\\.\\d+))(?:([eE][+-]?\\d+)|(n|u|m|k|M|G|T|P|E|Ki|Mi|Gi|Ti|Pi|Ei)?)");
    private static final Map<String, BigDecimal> UNITS = Map.ofEntries(
            Map.entry("n", new BigDecimal("1e-9")),
            Map.entry("u", new BigDecimal("1e-6")),
            Map.entry("m", new BigDecimal("1e-3")),
            Map.entry("k", new BigDecimal("1e3")),
            Map.entry("M", new BigDecimal("1e6")),
            Map.entry("G", new BigDecimal("1e9")),
            Map.entry("T", new BigDecimal("1e12")),
            Map.entry("P", new BigDecimal("1e15")),
            Map.entry("E", new BigDecimal("1e18")),
            Map.entry("Ki", BigDecimal.valueOf(1L << 10)),
            Map.entry("Mi", BigDecimal.valueOf(1L << 20)),
            Map.entry("Gi", BigDecimal.valueOf(1L << 30)),
            Map.entry("Ti", BigDecimal.valueOf(1L << 40)),
            Map.entry("Pi", BigDecimal.valueOf(1L << 50)),
            Map.entry("Ei", BigDecimal.valueOf(1L << 60)));
    private static final BigDecimal THOUSAND = BigDecimal.valueOf(1000);

    private Quantity() {}

    /** Whether {@code text} is a quantity. */
    public static boolean isValid(String text) {
        return FORM.matcher(text).matches();
    }

    /** The amount in thousandths, rounded up; 0 when it is no quantity. */
    public static long thousandths(String text) {
        return amount(text).multiply(THOUSAND).setScale(0, RoundingMode.CEILING).longValue();
    }

    /** The amount as a whole number, rounded up; 0 when it is no quantity. */
    public static long whole(String text) {
        return amount(text).setScale(0, RoundingMode.CEILING).longValue();
    }

    private static BigDecimal amount(String text) {
        Matcher form = FORM.matcher(text);
        if (!form.matches()) {
            return BigDecimal.ZERO;
        }
        String exponent = form.group(2);
        if (exponent != null) {
            return new BigDecimal(form.group(1) + exponent);
        }
        BigDecimal number = new BigDecimal(form.group(1));
        String unit = form.group(3);
        return unit == null ? number : number.multiply(UNITS.getOrDefault(unit, BigDecimal.ONE));
    }
}
