package org.posthorn.ingress.listener;

import javax.net.ssl.SSLContext;
import org.posthorn.ingress.acceptance.MessageAcceptance;
import org.posthorn.ingress.admission.Admission;
import org.posthorn.ingress.authentication.LoginCheck;
import org.posthorn.ingress.session.Session;

/// What every session works with.
record SessionServices(
        Session session,
        Admission admission,
        MessageAcceptance acceptance,
        LoginCheck logins,
        SSLContext tls,
        RefusalLog refusals,
        IngressMetrics metrics,
        SessionTimes times) {}
