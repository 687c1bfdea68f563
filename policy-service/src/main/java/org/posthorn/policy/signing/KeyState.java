package org.posthorn.policy.signing;

/// Where a key stands in its life.
///
/// | state | signs | its record | becomes |
/// | --- | --- | --- | --- |
/// | waiting | no | is to be published | active, once the DNS has it |
/// | active | yes | must be published | retired, when another of its kind becomes active |
/// | retired | no | must stay for `dkim.retire-after` | nothing: it is deleted then |
public enum KeyState {
    WAITING,
    ACTIVE,
    RETIRED
}
