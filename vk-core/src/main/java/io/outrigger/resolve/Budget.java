// SPDX-License-Identifier: Apache-2.0
package io.outrigger.resolve;

/** Limits how much memory one pod can take here, whatever it refers to or expands. */
final class Budget {

    private final String what;
    private final long limit;
    private long left;

    private Budget(String what, long limit) {
        this.what = what;
        this.limit = limit;
        this.left = limit;
    }

    /** For all variables, commands and arguments of a pod, in characters. Linux takes 6 MiB for one process at most. */
    static Budget environment() {
        return new Budget("the environment, commands and arguments of the pod", 16L << 20);
    }

    /** For all files of a pod, in bytes. */
    static Budget files() {
        return new Budget("the files of the pod's volumes", 64L << 20);
    }

    void take(long amount) throws UnresolvedException {
        left -= amount;
        if (left < 0) {
            throw new UnresolvedException(what + " are larger than " + (limit >> 20) + " MiB together");
        }
    }
}
