// SPDX-License-Identifier: Apache-2.0
package io.outrigger.provider.ssh.link;

/** Another program holds what was to be claimed. */
public final class ClaimedException extends Exception {

    private static final long serialVersionUID = 1L;

    private final String holder;

    /**
     * @param holder who holds it, as that program named itself
     */
    public ClaimedException(String holder) {
        super("held by " + holder);
        this.holder = holder;
    }

    /** Who holds it, as that program named itself. */
    public String holder() {
        return holder;
    }
}
