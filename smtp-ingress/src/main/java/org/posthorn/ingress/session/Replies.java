package org.posthorn.ingress.session;

import java.net.InetAddress;
import org.posthorn.mail.smtp.Command;
import org.posthorn.mail.smtp.Reply;
import org.posthorn.runtime.credit.Shortfall;

/// Every reply of this server. Codes by RFC 5321 §4.2.3, enhanced status by RFC 3463 and its registry.
public final class Replies {
    public static final Reply OK = Reply.of(250, "2.0.0", "OK");
    public static final Reply SENDER_OK = Reply.of(250, "2.1.0", "Sender OK");
    public static final Reply RECIPIENT_OK = Reply.of(250, "2.1.5", "Recipient OK");
    public static final Reply GO_AHEAD = Reply.plain(354, "End data with <CR><LF>.<CR><LF>");
    public static final Reply BYE = Reply.of(221, "2.0.0", "Bye");
    public static final Reply READY_FOR_TLS = Reply.of(220, "2.0.0", "Ready to start TLS");
    public static final Reply LOGGED_IN = Reply.of(235, "2.7.0", "Authentication successful");
    /// RFC 5321 §3.5.3: neither confirmed nor denied.
    public static final Reply WILL_TRY = Reply.of(252, "2.5.2", "Send the message and see");

    public static final Reply HELP =
            Reply.of(214, "2.0.0", "EHLO HELO MAIL RCPT DATA BDAT RSET NOOP QUIT VRFY HELP STARTTLS AUTH");

    // Syntax and order
    public static final Reply UNKNOWN_COMMAND = Reply.of(500, "5.5.1", "Command not recognized");
    public static final Reply STRAY_CONTROL =
            Reply.of(500, "5.5.2", "A line ends with CR LF and has no other control characters");
    public static final Reply LINE_TOO_LONG = Reply.of(500, "5.5.2", "Line too long");
    public static final Reply NOT_IMPLEMENTED = Reply.of(502, "5.5.1", "Command not implemented");
    public static final Reply EHLO_FIRST = Reply.of(503, "5.5.1", "EHLO first");
    public static final Reply MAIL_FIRST = Reply.of(503, "5.5.1", "MAIL first");
    public static final Reply NESTED_MAIL = Reply.of(503, "5.5.1", "One transaction at a time");
    public static final Reply NO_RECIPIENTS = Reply.of(554, "5.5.1", "No valid recipients");
    public static final Reply CHUNKS_UNDER_WAY = Reply.of(503, "5.5.1", "BDAT or RSET is next");
    public static final Reply TLS_IS_ON = Reply.of(503, "5.5.1", "TLS is on already");
    public static final Reply LOGGED_IN_ALREADY = Reply.of(503, "5.5.1", "Authenticated already");
    public static final Reply AUTH_IN_TRANSACTION = Reply.of(503, "5.5.1", "Not within a transaction");

    // Authentication
    public static final Reply AUTH_NOT_HERE =
            Reply.of(502, "5.5.1", "Authentication is offered on the submission ports");
    /// RFC 4954 §4.
    public static final Reply AUTH_NEEDS_TLS =
            Reply.of(538, "5.7.11", "Encryption is required for authentication: STARTTLS first");

    public static final Reply AUTH_MECHANISM = Reply.of(504, "5.5.4", "Mechanisms are PLAIN and LOGIN");
    public static final Reply AUTH_CANCELLED = Reply.of(501, "5.7.0", "Authentication cancelled");
    public static final Reply AUTH_MALFORMED = Reply.of(501, "5.5.2", "Malformed authentication response");
    public static final Reply AUTH_WRONG = Reply.of(535, "5.7.8", "Authentication credentials invalid");
    public static final Reply AUTH_TOO_MANY = Reply.of(454, "4.7.0", "Too many failed logins, try again later");
    public static final Reply AUTH_UNAVAILABLE =
            Reply.of(454, "4.7.0", "Authentication is not available at the moment, try again later");
    public static final Reply AUTH_REQUIRED = Reply.of(530, "5.7.0", "Authentication required for sending");

    // Senders and clients
    public static final Reply BLOCKED = Reply.of(554, "5.7.1", "Transaction failed: sender blocked");
    /// RFC 7372 §3.3.
    public static final Reply NO_REVERSE_DNS =
            Reply.of(550, "5.7.25", "The client address has no name that leads back to it (reverse DNS)");

    public static final Reply NEEDS_SMTPUTF8 =
            Reply.of(553, "5.6.7", "An address beyond ASCII needs the parameter SMTPUTF8");
    public static final Reply TOO_MANY_MESSAGES =
            Reply.of(450, "4.7.1", "Too many messages from this sender today, try again later");
    public static final Reply TOO_MANY_NEW_RECIPIENTS =
            Reply.of(450, "4.7.1", "Too many new recipients from this account today, try again later");
    public static final Reply NOT_YOUR_ADDRESS = Reply.of(553, "5.7.1", "The sender is not an address of your account");
    public static final Reply NOT_YOUR_AUTHOR = Reply.of(550, "5.7.1", "The From address belongs to another account");
    public static final Reply NO_BINARYMIME = Reply.of(501, "5.5.4", "BODY is 7BIT or 8BITMIME");
    /// RFC 8689 §4.2.
    public static final Reply REQUIRETLS_NEEDS_TLS = Reply.of(530, "5.7.10", "REQUIRETLS needs a TLS session");

    // Recipients
    public static final Reply USER_NOT_FOUND = Reply.of(550, "5.1.1", "User not found");
    public static final Reply NO_DOMAIN = Reply.of(550, "5.1.3", "The address needs a domain");
    public static final Reply NO_RELAY = Reply.of(550, "5.7.1", "Relaying is not permitted");
    public static final Reply MAILBOX_DISABLED = Reply.of(550, "5.2.1", "Mailbox disabled, not accepting messages");
    public static final Reply MAILBOX_FULL = Reply.of(452, "4.2.2", "Mailbox full, try again later");
    public static final Reply MAILBOX_FULL_FOR_LONG = Reply.of(552, "5.2.2", "Mailbox full");
    public static final Reply TOO_MANY_RECIPIENTS = Reply.of(452, "4.5.3", "Too many recipients");

    // Content
    public static final Reply TOO_LARGE = Reply.of(552, "5.3.4", "Message too large");
    public static final Reply HEADER_TOO_LARGE = Reply.of(552, "5.3.4", "Header section too large");
    public static final Reply BARE_LINE_BREAKS =
            Reply.of(554, "5.6.0", "The message has a bare CR or LF; lines end with CR LF");
    public static final Reply NUL_OCTETS = Reply.of(554, "5.6.0", "The message has NUL octets");
    public static final Reply MAIL_LOOP = Reply.of(554, "5.4.6", "Too many hops: the message goes in a circle");

    public static final Reply SPAM = Reply.of(550, "5.7.1", "Message refused as spam");

    // Not now
    public static final Reply KAFKA_AWAY =
            Reply.of(451, "4.3.0", "The message cannot be kept at the moment, try again later");
    public static final Reply VIEWS_NOT_LOADED = Reply.of(451, "4.3.2", "The server is starting, try again later");
    public static final Reply DISK_FULL = Reply.of(452, "4.3.1", "Insufficient system storage, try again later");
    public static final Reply NO_MEMORY =
            Reply.of(452, "4.3.1", "Too many large messages at the moment, try again later");
    public static final Reply TIMEOUT = Reply.of(421, "4.4.2", "Timeout, closing the connection");
    public static final Reply SESSION_TOO_LONG = Reply.of(421, "4.4.2", "The session has lasted too long, closing");
    public static final Reply SHUTTING_DOWN = Reply.of(421, "4.3.2", "The server is shutting down, try again later");
    public static final Reply TOO_MANY_ERRORS = Reply.of(421, "4.7.0", "Too many errors, closing the connection");
    public static final Reply TOO_MANY_SESSIONS = Reply.of(421, "4.3.2", "Too many connections, try again later");
    public static final Reply TOO_MANY_FROM_YOU =
            Reply.of(421, "4.7.0", "Too many connections from your address, try again later");
    public static final Reply INTERNAL_ERROR = Reply.of(421, "4.3.0", "An error of ours, closing the connection");

    /// So that a reply keeps to a line (RFC 5321 §4.5.3.1.5).
    private static final int LONGEST_FINDING = 400;

    private Replies() {}

    /// The message is in the log.
    public static Reply accepted(String messageId) {
        return Reply.of(250, "2.0.0", "OK queued as " + messageId);
    }

    /// The sender cannot pay for this recipient.
    public static Reply insufficientCredits(Shortfall shortfall) {
        return Reply.of(552, "5.7.0", shortfall.sentence());
    }

    /// @param problem the end of a sentence
    public static Reply wrongHelo(String problem) {
        return Reply.of(550, "5.7.1", "What the client calls itself " + problem);
    }

    /// A list in the DNS has the client.
    public static Reply listed(InetAddress client, String zone) {
        return Reply.of(
                554, "5.7.1", "Service unavailable; client [" + client.getHostAddress() + "] is on the list " + zone);
    }

    /// The owner of the author's domain asks to reject such mail (RFC 7489 §10.3).
    ///
    /// @param domain in A-labels
    public static Reply forged(String domain) {
        return Reply.of(550, "5.7.1", "Email rejected per DMARC policy for " + domain);
    }

    /// What must not reach anybody, in the words of who found it.
    public static Reply dangerous(String finding) {
        var line = finding.substring(0, Math.min(LONGEST_FINDING, finding.length()));
        return Reply.of(550, "5.7.1", "Message refused: " + line.replaceAll("[^ -~]", "?"));
    }

    /// RFC 3030 §2 asks for the size in the reply.
    static Reply chunk(long size) {
        return Reply.of(250, "2.0.0", size + " octets received");
    }

    static Reply of(Command.Malformed malformed) {
        return switch (malformed.problem()) {
            case ARGUMENT, PARAMETER -> Reply.of(501, "5.5.4", malformed.reason());
            case REVERSE_PATH -> Reply.of(501, "5.1.7", malformed.reason());
            case FORWARD_PATH -> Reply.of(501, "5.1.3", malformed.reason());
            case UNKNOWN_PARAMETER -> Reply.of(555, "5.5.4", malformed.reason());
        };
    }
}
