package org.posthorn.mailauth.dkim;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;

/// Private keys as PEM (RFC 7468): PKCS#8 (`PRIVATE KEY`) and PKCS#1 (`RSA PRIVATE KEY`, as OpenSSL and
/// opendkim-genkey wrote for years).
final class KeyPem {
    private static final String PKCS8 = "PRIVATE KEY";
    private static final String PKCS1 = "RSA PRIVATE KEY";

    /// PrivateKeyInfo up to the inner key (RFC 5208 §5): version 0 and the algorithm rsaEncryption.
    private static final byte[] RSA_PREFIX = {
        0x02,
        0x01,
        0x00,
        0x30,
        0x0d,
        0x06,
        0x09,
        0x2a,
        (byte) 0x86,
        0x48,
        (byte) 0x86,
        (byte) 0xf7,
        0x0d,
        0x01,
        0x01,
        0x01,
        0x05,
        0x00
    };

    private KeyPem() {}

    static PrivateKey read(String pem) {
        if (pem.contains(begin(PKCS1))) {
            return rsa(wrap(body(pem, PKCS1)));
        }
        if (!pem.contains(begin(PKCS8))) {
            throw new IllegalArgumentException(
                    pem.contains("ENCRYPTED")
                            ? "the private key is encrypted; export it without a passphrase"
                            : "no PEM private key found (expected \"-----BEGIN PRIVATE KEY-----\")");
        }
        var der = body(pem, PKCS8);
        try {
            return KeyFactory.getInstance("Ed25519").generatePrivate(new PKCS8EncodedKeySpec(der));
        } catch (GeneralSecurityException _) {
            return rsa(der);
        }
    }

    static String pkcs8(PrivateKey key) {
        return write(PKCS8, key.getEncoded());
    }

    static String pkcs1(PrivateKey key) {
        var der = key.getEncoded();
        var header = headerLength(der, 0);
        var inner = header + RSA_PREFIX.length;
        var content = inner + headerLength(der, inner);
        return write(PKCS1, Arrays.copyOfRange(der, content, der.length));
    }

    private static PrivateKey rsa(byte[] pkcs8) {
        try {
            return KeyFactory.getInstance("RSA").generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
        } catch (GeneralSecurityException e) {
            throw new IllegalArgumentException("the private key is neither RSA nor Ed25519", e);
        }
    }

    private static byte[] wrap(byte[] pkcs1) {
        var octetString = element(0x04, new byte[0], pkcs1);
        return element(0x30, RSA_PREFIX, octetString);
    }

    private static byte[] element(int tag, byte[] first, byte[] second) {
        var length = first.length + second.length;
        var header = length < 0x80
                ? new byte[] {(byte) tag, (byte) length}
                : new byte[] {(byte) tag, (byte) 0x82, (byte) (length >> 8), (byte) length};
        var out = new byte[header.length + length];
        System.arraycopy(header, 0, out, 0, header.length);
        System.arraycopy(first, 0, out, header.length, first.length);
        System.arraycopy(second, 0, out, header.length + first.length, second.length);
        return out;
    }

    private static int headerLength(byte[] der, int at) {
        var first = der[at + 1] & 0xff;
        return first < 0x80 ? 2 : 2 + (first & 0x7f);
    }

    private static byte[] body(String pem, String label) {
        var start = pem.indexOf(begin(label)) + begin(label).length();
        var end = pem.indexOf("-----END " + label + "-----", start);
        if (end < 0) {
            throw new IllegalArgumentException("the PEM private key has no end line");
        }
        try {
            return Base64.getMimeDecoder().decode(pem.substring(start, end));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("the PEM private key is not base64", e);
        }
    }

    private static String write(String label, byte[] der) {
        var lines = Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII));
        return begin(label) + "\n" + lines.encodeToString(der) + "\n-----END " + label + "-----\n";
    }

    private static String begin(String label) {
        return "-----BEGIN " + label + "-----";
    }
}
