package org.posthorn.mailauth.dkim;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.interfaces.EdECPrivateKey;
import java.security.interfaces.RSAPrivateCrtKey;
import java.security.spec.EdECPoint;
import java.security.spec.EdECPublicKeySpec;
import java.security.spec.NamedParameterSpec;
import java.security.spec.RSAPublicKeySpec;
import java.util.Base64;
import java.util.Locale;
import org.bouncycastle.math.ec.rfc8032.Ed25519;

/// A signing key with the name under which its public half is published (RFC 6376 §3.6.2.1).
/// It never prints its private half.
public final class DkimKey {
    /// RFC 8301 §3.2 asks for at least 1024 and recommends 2048; longer ones do not fit one DNS packet.
    public static final int RSA_BITS = 2048;

    /// One string of a TXT record holds this many octets (RFC 1035 §3.3.14).
    private static final int TXT_STRING = 255;

    private final String domain;
    private final String selector;
    private final DkimAlgorithm algorithm;
    private final PrivateKey privateKey;
    private final PublicKey publicKey;

    private DkimKey(String domain, String selector, PrivateKey privateKey) {
        this.domain = domain.toLowerCase(Locale.ROOT);
        this.selector = selector.toLowerCase(Locale.ROOT);
        this.privateKey = privateKey;
        try {
            switch (privateKey) {
                case RSAPrivateCrtKey rsa -> {
                    this.algorithm = DkimAlgorithm.RSA_SHA256;
                    this.publicKey = KeyFactory.getInstance("RSA")
                            .generatePublic(new RSAPublicKeySpec(rsa.getModulus(), rsa.getPublicExponent()));
                }
                case EdECPrivateKey ed -> {
                    this.algorithm = DkimAlgorithm.ED25519_SHA256;
                    this.publicKey = ed25519PublicKey(ed25519PublicOctets(ed));
                }
                default -> throw new IllegalArgumentException("a DKIM key is RSA or Ed25519");
            }
        } catch (GeneralSecurityException e) {
            throw new IllegalArgumentException("the private key cannot be used: " + e.getMessage(), e);
        }
    }

    /// A new 2048-bit RSA key.
    public static DkimKey generateRsa(String domain, String selector) {
        return new DkimKey(domain, selector, generate("RSA", RSA_BITS));
    }

    /// A new Ed25519 key.
    public static DkimKey generateEd25519(String domain, String selector) {
        return new DkimKey(domain, selector, generate("Ed25519", 255));
    }

    /// Reads PKCS#8 or PKCS#1.
    ///
    /// @throws IllegalArgumentException with a sentence for the operator
    public static DkimKey ofPem(String domain, String selector, String pem) {
        return new DkimKey(domain, selector, KeyPem.read(pem));
    }

    public String domain() {
        return domain;
    }

    public String selector() {
        return selector;
    }

    public DkimAlgorithm algorithm() {
        return algorithm;
    }

    /// The private key as `-----BEGIN PRIVATE KEY-----`.
    public String toPem() {
        return KeyPem.pkcs8(privateKey);
    }

    /// An RSA key as `-----BEGIN RSA PRIVATE KEY-----`, which older tools want.
    public String toPkcs1Pem() {
        if (algorithm != DkimAlgorithm.RSA_SHA256) {
            throw new IllegalArgumentException("PKCS#1 holds RSA keys only");
        }
        return KeyPem.pkcs1(privateKey);
    }

    /// Where the public key is published: `selector._domainkey.domain`.
    public String dnsName() {
        return selector + "._domainkey." + domain;
    }

    /// The value of the TXT record, as one text.
    public String dnsText() {
        return "v=DKIM1; k=" + algorithm.keyType() + "; p="
                + Base64.getEncoder().encodeToString(publicOctets());
    }

    /// The record as a line of a zone file, its text cut into strings of at most 255 octets.
    public String zoneLine() {
        var line = new StringBuilder(dnsName()).append(". IN TXT (");
        var text = dnsText();
        for (var at = 0; at < text.length(); at += TXT_STRING) {
            line.append(" \"")
                    .append(text, at, Math.min(text.length(), at + TXT_STRING))
                    .append('"');
        }
        return line.append(" )").toString();
    }

    @Override
    public String toString() {
        return algorithm.tag() + " key " + dnsName();
    }

    PrivateKey privateKey() {
        return privateKey;
    }

    PublicKey publicKey() {
        return publicKey;
    }

    /// RSA: SubjectPublicKeyInfo, as everybody publishes it; Ed25519: the 32 octets (RFC 8463 §4.2).
    private byte[] publicOctets() {
        return privateKey instanceof EdECPrivateKey ed ? ed25519PublicOctets(ed) : publicKey.getEncoded();
    }

    private static byte[] ed25519PublicOctets(EdECPrivateKey key) {
        var seed = key.getBytes().orElseThrow(() -> new IllegalArgumentException("the Ed25519 key hides its seed"));
        var octets = new byte[Ed25519.PUBLIC_KEY_SIZE];
        Ed25519.generatePublicKey(seed, 0, octets, 0);
        return octets;
    }

    static PublicKey ed25519PublicKey(byte[] octets) throws GeneralSecurityException {
        var bigEndian = new byte[octets.length];
        for (var i = 0; i < octets.length; i++) {
            bigEndian[i] = octets[octets.length - 1 - i];
        }
        var xIsOdd = (bigEndian[0] & 0x80) != 0;
        bigEndian[0] &= 0x7f;
        var point = new EdECPoint(xIsOdd, new BigInteger(1, bigEndian));
        return KeyFactory.getInstance("Ed25519")
                .generatePublic(new EdECPublicKeySpec(NamedParameterSpec.ED25519, point));
    }

    private static PrivateKey generate(String algorithm, int bits) {
        try {
            var generator = KeyPairGenerator.getInstance(algorithm);
            generator.initialize(bits);
            return generator.generateKeyPair().getPrivate();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has " + algorithm, e);
        }
    }
}
