package org.posthorn.policy.doctor;

import org.posthorn.events.api.DoctorApi.DomainReport;
import org.posthorn.mailauth.dns.Resolver;

/// Looks at a domain from outside.
final class DomainDoctor {
    private final Resolver resolver;

    DomainDoctor(Resolver resolver) {
        this.resolver = resolver;
    }

    DomainReport look(Patient patient) {
        var notes = new Notes();
        var reach = new ReachCheck(resolver, notes);
        var sender = new SenderCheck(resolver, notes);
        var transport = new TransportCheck(resolver, notes);
        reach.look(patient);
        var addresses = reach.hostAddresses(patient);
        sender.spf(patient, addresses);
        sender.dkim(patient);
        sender.dmarc(patient);
        transport.mtaSts(patient);
        transport.tlsReports(patient);
        transport.dane(patient);
        reach.blockLists(patient, addresses);
        return new DomainReport(patient.domain(), notes.all(), ZoneFile.of(patient));
    }
}
