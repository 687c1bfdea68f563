package org.posthorn.mail.address;

import java.util.Optional;

/// Punycode (RFC 3492), without the `xn--` prefix. The JDK's own `IDN` maps by IDNA 2003, which turns `ß` into `ss`.
final class Punycode {
    private static final int BASE = 36;
    private static final int T_MIN = 1;
    private static final int T_MAX = 26;
    private static final int SKEW = 38;
    private static final int DAMP = 700;
    private static final int FIRST_BIAS = 72;
    private static final int FIRST_CODE_POINT = 0x80;

    private Punycode() {}

    static String encode(String label) {
        int[] input = label.codePoints().toArray();
        var output = new StringBuilder(label.length() + 8);
        for (int c : input) {
            if (c < FIRST_CODE_POINT) {
                output.append((char) c);
            }
        }
        int basic = output.length();
        if (basic > 0) {
            output.append('-');
        }
        int delta = 0;
        int bias = FIRST_BIAS;
        int handled = basic;
        int n = FIRST_CODE_POINT;
        while (handled < input.length) {
            int next = smallestFrom(input, n);
            delta += (next - n) * (handled + 1);
            n = next;
            for (int c : input) {
                if (c < n) {
                    delta++;
                } else if (c == n) {
                    appendVariableLength(output, delta, bias);
                    bias = adapt(delta, handled + 1, handled == basic);
                    delta = 0;
                    handled++;
                }
            }
            delta++;
            n++;
        }
        return output.toString();
    }

    static Optional<String> decode(String encoded) {
        int hyphen = encoded.lastIndexOf('-');
        var output = new StringBuilder(hyphen > 0 ? encoded.substring(0, hyphen) : "");
        int n = FIRST_CODE_POINT;
        int bias = FIRST_BIAS;
        int position = hyphen > 0 ? hyphen + 1 : 0;
        int count = output.length();
        long i = 0;
        while (position < encoded.length()) {
            long before = i;
            long weight = 1;
            for (int k = BASE; ; k += BASE) {
                int digit = position < encoded.length() ? digit(encoded.charAt(position++)) : -1;
                if (digit < 0) {
                    return Optional.empty();
                }
                i += digit * weight;
                int t = threshold(k, bias);
                if (i > Integer.MAX_VALUE || digit < t) {
                    break;
                }
                weight *= BASE - t;
            }
            long codePoint = n + i / (count + 1);
            if (codePoint > Character.MAX_CODE_POINT) {
                return Optional.empty();
            }
            bias = adapt((int) (i - before), count + 1, before == 0);
            n = (int) codePoint;
            i %= count + 1;
            output.insert(output.offsetByCodePoints(0, (int) i), Character.toString(n));
            i++;
            count++;
        }
        return Optional.of(output.toString());
    }

    private static int smallestFrom(int[] input, int n) {
        int smallest = Integer.MAX_VALUE;
        for (int c : input) {
            if (c >= n && c < smallest) {
                smallest = c;
            }
        }
        return smallest;
    }

    private static void appendVariableLength(StringBuilder output, int delta, int bias) {
        int q = delta;
        for (int k = BASE; ; k += BASE) {
            int t = threshold(k, bias);
            if (q < t) {
                output.append(character(q));
                return;
            }
            output.append(character(t + (q - t) % (BASE - t)));
            q = (q - t) / (BASE - t);
        }
    }

    private static int threshold(int k, int bias) {
        return Math.clamp(k - bias, T_MIN, T_MAX);
    }

    private static int adapt(int delta, int points, boolean first) {
        int d = first ? delta / DAMP : delta / 2;
        d += d / points;
        int k = 0;
        while (d > (BASE - T_MIN) * T_MAX / 2) {
            d /= BASE - T_MIN;
            k += BASE;
        }
        return k + (BASE - T_MIN + 1) * d / (d + SKEW);
    }

    private static char character(int digit) {
        return (char) (digit < 26 ? 'a' + digit : '0' + digit - 26);
    }

    private static int digit(char c) {
        if (c >= '0' && c <= '9') {
            return c - '0' + 26;
        }
        return c >= 'a' && c <= 'z' ? c - 'a' : -1;
    }
}
