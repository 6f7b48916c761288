// SPDX-License-Identifier: Apache-2.0
package io.outrigger.provider.ssh.transport;

import org.apache.sshd.common.util.security.SecurityUtils;
import org.apache.sshd.common.util.security.bouncycastle.BouncyCastleSecurityProviderRegistrar;

/**
 * Lets the SSH library use Bouncy Castle, which knows Ed25519, without adding it to the security providers of the whole
 * process, as the library would by itself.
 */
final class Cryptography extends BouncyCastleSecurityProviderRegistrar {

    static {
        // The first one of a name counts.
        SecurityUtils.registerSecurityProvider(new Cryptography());
    }

    private Cryptography() {}

    /** Does what has to be done once; to be called before anything of the library that has to do with keys. */
    static void prepare() {
        // The initializer above has done it.
    }

    @Override
    public boolean isNamedProviderUsed() {
        return false;
    }
}
