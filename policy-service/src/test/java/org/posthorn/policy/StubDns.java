package org.posthorn.policy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.List;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.TXTRecord;
import org.xbill.DNS.Type;

/// A name server on a free loopback port with a few records. What ends in `silent.example` gets no answer until
/// it is told to answer everything.
final class StubDns implements AutoCloseable {
    /// @param name absolute
    /// @param type of [Type]
    record Line(String name, int type, String value) {
        static Line text(String name, String value) {
            return new Line(name, Type.TXT, value);
        }

        static Line address(String name, String value) {
            return new Line(name, Type.A, value);
        }

        private Record record(Name asked) {
            return type == Type.TXT
                    ? new TXTRecord(asked, DClass.IN, 60, value)
                    : new ARecord(asked, DClass.IN, 60, InetAddress.ofLiteral(value));
        }
    }

    private final DatagramSocket socket;
    private final List<Line> records;
    private volatile boolean answersAll;

    StubDns(Line... records) {
        this.records = List.of(records);
        try {
            socket = new DatagramSocket(0, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Thread.ofVirtual().start(this::serve);
    }

    String address() {
        return "127.0.0.1:" + socket.getLocalPort();
    }

    /// From now on there is an answer to everything.
    void answerAll() {
        answersAll = true;
    }

    private void serve() {
        var buffer = new byte[1500];
        while (!socket.isClosed()) {
            var packet = new DatagramPacket(buffer, buffer.length);
            try {
                socket.receive(packet);
                var query = new Message(Arrays.copyOf(packet.getData(), packet.getLength()));
                if (answersAll || !query.getQuestion().getName().toString().endsWith("silent.example.")) {
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

    private Message answer(Message query) throws IOException {
        var name = query.getQuestion().getName();
        var reply = new Message(query.getHeader().getID());
        reply.getHeader().setFlag(Flags.QR);
        reply.addRecord(query.getQuestion(), Section.QUESTION);
        for (var record : records) {
            if (Name.fromString(record.name()).equals(name)
                    && query.getQuestion().getType() == record.type()) {
                reply.addRecord(record.record(name), Section.ANSWER);
            }
        }
        if (records.stream().noneMatch(record -> record.name().equals(name.toString()))) {
            reply.getHeader().setRcode(Rcode.NXDOMAIN);
        }
        return reply;
    }

    @Override
    public void close() {
        socket.close();
    }
}
