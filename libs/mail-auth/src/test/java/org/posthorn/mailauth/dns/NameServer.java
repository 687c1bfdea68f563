package org.posthorn.mailauth.dns;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Master;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/// A name server on a free loopback port. Names that begin with `silent` get no answer, with `servfail` a SERVFAIL.
final class NameServer implements AutoCloseable {
    private final DatagramSocket socket;
    private final List<Record> records;
    private final AtomicInteger questions = new AtomicInteger();

    private NameServer(DatagramSocket socket, List<Record> records) {
        this.socket = socket;
        this.records = records;
    }

    static NameServer start(String zone) {
        try {
            var records = new ArrayList<Record>();
            try (var master = new Master(new ByteArrayInputStream(zone.getBytes(StandardCharsets.US_ASCII)))) {
                for (var record = master.nextRecord(); record != null; record = master.nextRecord()) {
                    records.add(record);
                }
            }
            var server = new NameServer(new DatagramSocket(0, InetAddress.getLoopbackAddress()), records);
            Thread.ofVirtual().start(server::serve);
            return server;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    int port() {
        return socket.getLocalPort();
    }

    int questions() {
        return questions.get();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }

    private void serve() {
        var buffer = new byte[1500];
        while (!socket.isClosed()) {
            var packet = new DatagramPacket(buffer, buffer.length);
            try {
                socket.receive(packet);
                questions.incrementAndGet();
                var query = new Message(Arrays.copyOf(packet.getData(), packet.getLength()));
                if (!query.getQuestion().getName().toString().startsWith("silent")) {
                    var wire = answer(query).toWire();
                    socket.send(new DatagramPacket(wire, wire.length, packet.getSocketAddress()));
                }
            } catch (IOException e) {
                if (!socket.isClosed()) {
                    throw new UncheckedIOException(e);
                }
            }
        }
    }

    private Message answer(Message query) {
        var reply = new Message(query.getHeader().getID());
        reply.getHeader().setFlag(Flags.QR);
        reply.addRecord(query.getQuestion(), Section.QUESTION);
        var name = query.getQuestion().getName();
        if (name.toString().startsWith("servfail")) {
            reply.getHeader().setRcode(Rcode.SERVFAIL);
            return reply;
        }
        var type = query.getQuestion().getType();
        if (records.stream().noneMatch(record -> record.getName().equals(name))) {
            reply.getHeader().setRcode(Rcode.NXDOMAIN);
        }
        add(reply, name, type);
        return reply;
    }

    private void add(Message reply, Name name, int type) {
        for (var record : records) {
            if (record.getName().equals(name) && record.getDClass() == DClass.IN) {
                if (record.getType() == type) {
                    reply.addRecord(record, Section.ANSWER);
                } else if (record.getType() == Type.CNAME) {
                    // As a lazy server would: the alias only. The resolver has to ask again.
                    reply.addRecord(record, Section.ANSWER);
                }
            }
        }
    }
}
