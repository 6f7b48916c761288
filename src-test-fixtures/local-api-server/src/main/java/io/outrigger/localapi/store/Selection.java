// SPDX-License-Identifier: Apache-2.0
package io.outrigger.localapi.store;

/** Which objects of a collection a list or watch is about. Namespace "" means all of them. */
public record Selection(GroupResource resource, String namespace, LabelSelector labels, FieldSelector fields) {
    /** Every object of the collection. */
    public static Selection all(GroupResource resource) {
        return in(resource, "");
    }

    /** Every object of the collection in one namespace. */
    public static Selection in(GroupResource resource, String namespace) {
        return new Selection(resource, namespace, LabelSelector.EVERYTHING, FieldSelector.EVERYTHING);
    }

    boolean matches(StoredObject object) {
        return (namespace.isEmpty() || namespace.equals(object.key().namespace()))
                && fields.matches(object.json())
                && labels.matches(object.json().path("metadata").path("labels"));
    }
}
