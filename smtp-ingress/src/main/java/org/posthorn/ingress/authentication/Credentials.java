package org.posthorn.ingress.authentication;

/// A name and a password as a client gave them. The printed form leaves the password out.
public record Credentials(String login, String password) {
    @Override
    public String toString() {
        return "Credentials[" + login + "]";
    }
}
