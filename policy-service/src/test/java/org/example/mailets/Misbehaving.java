package org.example.mailets;

import jakarta.mail.MessagingException;
import java.util.concurrent.CountDownLatch;
import org.apache.mailet.Mail;
import org.apache.mailet.Mailet;
import org.apache.mailet.MailetConfig;

/// Does what it must not. Parameter: `how`.
public final class Misbehaving implements Mailet {
    private String how = "";

    @Override
    public void init(MailetConfig config) {
        how = String.valueOf(config.getInitParameter("how"));
    }

    @Override
    public void service(Mail mail) throws MessagingException {
        switch (how) {
            case "throws" -> throw new IllegalStateException("of the example");
            case "hangs" -> hang();
            case "looks around" -> lookAround();
            case "drops" -> mail.setState(Mail.GHOST);
            default -> mail.setState(how);
        }
    }

    private static void hang() {
        try {
            new CountDownLatch(1).await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void lookAround() throws MessagingException {
        try {
            var _ = Class.forName("org.posthorn.policy.PolicyApplication");
        } catch (ClassNotFoundException e) {
            throw new MessagingException("nothing of the server is seen", e);
        }
    }
}
