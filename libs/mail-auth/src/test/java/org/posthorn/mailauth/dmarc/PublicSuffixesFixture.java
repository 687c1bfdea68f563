package org.posthorn.mailauth.dmarc;

import java.io.StringReader;

/// A list with a few rules.
public final class PublicSuffixesFixture {
    public static final PublicSuffixes SMALL = PublicSuffixes.read(new StringReader("com\nnet\nexample\n"));

    private PublicSuffixesFixture() {}
}
