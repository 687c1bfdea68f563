package org.posthorn.runtime.settings;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// Texts of the configuration as values of the types that groups use. Throws IllegalArgumentException (also as
/// NumberFormatException) for what it cannot read; the caller adds the key.
final class ValueParser {
    private ValueParser() {}

    static Object parse(Type type, String text) {
        if (type instanceof ParameterizedType generic) {
            return parseGeneric(generic, text.strip());
        }
        return parseSimple((Class<?>) type, text.strip());
    }

    private static Object parseGeneric(ParameterizedType type, String text) {
        var arguments = type.getActualTypeArguments();
        if (type.getRawType() == Optional.class) {
            return text.isEmpty() ? Optional.empty() : Optional.of(parse(arguments[0], text));
        }
        if (type.getRawType() == List.class) {
            return parseList(arguments[0], text);
        }
        if (type.getRawType() == Map.class) {
            return parseMap(arguments[0], arguments[1], text);
        }
        throw new IllegalStateException("settings cannot be of type " + type);
    }

    private static List<Object> parseList(Type element, String text) {
        var list = new ArrayList<>();
        for (var item : text.split(",", -1)) {
            if (!item.isBlank()) {
                list.add(parse(element, item));
            }
        }
        return Collections.unmodifiableList(list);
    }

    private static Map<Object, Object> parseMap(Type key, Type value, String text) {
        var map = new LinkedHashMap<>();
        for (var item : text.split(",", -1)) {
            if (item.isBlank()) {
                continue;
            }
            int equals = item.indexOf('=');
            if (equals < 0) {
                throw new IllegalArgumentException("write name=value, separated by commas");
            }
            map.put(parse(key, item.substring(0, equals)), parse(value, item.substring(equals + 1)));
        }
        return Collections.unmodifiableMap(map);
    }

    private static Object parseSimple(Class<?> type, String text) {
        if (type == String.class) {
            return text;
        } else if (type == int.class || type == Integer.class) {
            return Integer.valueOf(number(text));
        } else if (type == long.class || type == Long.class) {
            return Long.valueOf(number(text));
        } else if (type == double.class) {
            return Double.valueOf(text);
        } else if (type == boolean.class) {
            return parseBoolean(text);
        } else if (type == Duration.class) {
            return parseDuration(text);
        } else if (type == Size.class) {
            return parseSize(text);
        } else if (type == Path.class) {
            return Path.of(text);
        } else if (type == HostPort.class) {
            return HostPort.parse(text);
        } else if (type.isEnum()) {
            return parseEnum(type, text);
        }
        throw new IllegalStateException("settings cannot be of type " + type);
    }

    private static String number(String text) {
        if (!text.matches("[+-]?[0-9_]+")) {
            throw new IllegalArgumentException("write a whole number");
        }
        return text.replace("_", "");
    }

    private static Size parseSize(String text) {
        try {
            return Size.parse(text);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("write a size such as 10MB, 256KiB or 10485760", e);
        }
    }

    private static boolean parseBoolean(String text) {
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "true", "yes", "on" -> true;
            case "false", "no", "off" -> false;
            default -> throw new IllegalArgumentException("write true or false");
        };
    }

    /// `250ms`, `10s`, `5m`, `4h`, `5d` or `0`.
    private static Duration parseDuration(String text) {
        int digits = 0;
        while (digits < text.length() && Character.isDigit(text.charAt(digits))) {
            digits++;
        }
        if (digits == 0) {
            throw new IllegalArgumentException("write a duration such as 250ms, 10s, 5m, 4h or 5d");
        }
        long amount = Long.parseLong(text.substring(0, digits));
        return switch (text.substring(digits).strip()) {
            case "ms" -> Duration.ofMillis(amount);
            case "s" -> Duration.ofSeconds(amount);
            case "m" -> Duration.ofMinutes(amount);
            case "h" -> Duration.ofHours(amount);
            case "d" -> Duration.ofDays(amount);
            case "" -> {
                if (amount != 0) {
                    throw new IllegalArgumentException("add the unit: ms, s, m, h or d");
                }
                yield Duration.ZERO;
            }
            default -> throw new IllegalArgumentException("write a duration such as 250ms, 10s, 5m, 4h or 5d");
        };
    }

    /// Enum constants are written in kebab-case: `EVERYONE` as `everyone`, `BY_SENDER` as `by-sender`.
    private static Object parseEnum(Class<?> type, String text) {
        var wanted = text.toUpperCase(Locale.ROOT).replace('-', '_');
        var names = new ArrayList<String>();
        for (var constant : type.getEnumConstants()) {
            var name = ((Enum<?>) constant).name();
            if (name.equals(wanted)) {
                return constant;
            }
            names.add(name.toLowerCase(Locale.ROOT).replace('_', '-'));
        }
        throw new IllegalArgumentException("write one of " + Arrays.toString(names.toArray()));
    }
}
