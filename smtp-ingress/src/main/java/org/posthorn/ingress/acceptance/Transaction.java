package org.posthorn.ingress.acceptance;

import org.posthorn.events.MessageId;
import org.posthorn.ingress.session.ClientAddress;
import org.posthorn.ingress.session.Envelope;
import org.posthorn.ingress.session.Facts;

/// One message on its way in.
record Transaction(MessageId id, Facts facts, ClientAddress client, Envelope envelope) {}
