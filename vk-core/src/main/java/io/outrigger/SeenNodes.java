// SPDX-License-Identifier: Apache-2.0
package io.outrigger;

import io.fabric8.kubernetes.api.model.Node;
import io.outrigger.kube.NodeFeed;
import java.util.function.Consumer;

/** Shows every report of the node feed to one more listener. */
record SeenNodes(NodeFeed.Handler handler, Consumer<Node> also) implements NodeFeed.Handler {

    @Override
    public void changed(Node node) {
        also.accept(node);
        handler.changed(node);
    }

    @Override
    public void removed(String name) {
        handler.removed(name);
    }
}
