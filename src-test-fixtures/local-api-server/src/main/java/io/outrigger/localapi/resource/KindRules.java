// SPDX-License-Identifier: Apache-2.0
package io.outrigger.localapi.resource;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.outrigger.localapi.failure.ApiFailure;
import java.util.List;

/** What is particular to objects of one kind. The methods that change an object are given one that is not stored yet. */
public interface KindRules {
    /** A kind without particulars. */
    KindRules NONE = new KindRules() {};

    /** Fills in what clients may leave out; on create and on update. */
    default void defaults(ObjectNode object) {}

    /** Sets what only the server decides at birth, after {@link #defaults}. */
    default void onCreate(ObjectNode object) {}

    /** Carries over what an update may not touch. */
    default void onUpdate(ObjectNode before, ObjectNode after) {}

    /** What is wrong with the object, nothing if all is well. */
    default List<ApiFailure.Cause> validate(ObjectNode object) {
        return List.of();
    }

    /** What is wrong with the change from one valid object to another. */
    default List<ApiFailure.Cause> validateUpdate(ObjectNode before, ObjectNode after) {
        return List.of();
    }
}
