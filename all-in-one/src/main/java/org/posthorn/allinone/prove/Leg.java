package org.posthorn.allinone.prove;

/// One message to one recipient.
///
/// @param label the number of the try, which is the Subject
record Leg(String label, String recipient) {
    @Override
    public String toString() {
        return label + " to " + recipient;
    }
}
