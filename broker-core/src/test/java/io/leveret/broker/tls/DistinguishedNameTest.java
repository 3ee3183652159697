package io.leveret.broker.tls;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import javax.security.auth.x500.X500Principal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Texts as RabbitMQ's rabbit_cert_info makes them. */
class DistinguishedNameTest {

    @Test
    void writesTheLastPartFirst() {
        X500Principal name = name(part("550406", 0x13, "DE"), part("55040a", 0x0C, "Example"), common("client"));
        assertThat(DistinguishedName.of(name)).isEqualTo("CN=client,O=Example,C=DE");
    }

    @ParameterizedTest
    @MethodSource("escapes")
    void escapesWhatIsNoPrintableAsciiOrHasAMeaning(String value, String text) {
        assertThat(DistinguishedName.of(name(common(value)))).isEqualTo("CN=" + text);
    }

    static List<Arguments> escapes() {
        return List.of(
                Arguments.of("a,b", "a\\,b"),
                Arguments.of(" a b ", "\\ a b\\ "),
                Arguments.of("#a#b", "\\#a#b"),
                Arguments.of(" ", "\\ "),
                Arguments.of("", ""),
                Arguments.of("käse", "k\\C3\\A4se"),
                Arguments.of("a~b}\u007f\n", "a\\7Eb}\\7F\\0A"),
                Arguments.of("a+b\\c;<d>\"e", "a\\+b\\\\c\\;\\<d\\>\\\"e"));
    }

    @Test
    void hasRabbitMqsKeywords() {
        X500Principal name = name(
                part("0992268993f22c640119", 0x16, "example"),
                part("2a864886f70d010901", 0x16, "a@b.example"),
                part("0992268993f22c640101", 0x0C, "me"),
                part("550405", 0x13, "42"));
        assertThat(DistinguishedName.of(name)).isEqualTo("SERIALNUMBER=42,UID=me,EMAILADDRESS=a@b.example,DC=example");
    }

    @Test
    void writesTypesItDoesNotKnowInDigits() {
        assertThat(DistinguishedName.of(name(part("2a030405", 0x0C, "x")))).isEqualTo("1.2.3.4.5=x");
    }

    @Test
    void hasNoKeywordForAStreetAsRabbitMqHasNone() {
        assertThat(DistinguishedName.of(name(part("550409", 0x0C, "Way 1")))).isEqualTo("2.5.4.9=Way 1");
    }

    @Test
    void joinsPartsThatStandTogether() {
        byte[] both = Der.write(Der.SET, attribute("550403", 0x0C, "n"), attribute("55040b", 0x0C, "u"));
        assertThat(DistinguishedName.of(new X500Principal(Der.write(Der.SEQUENCE, both))))
                .isEqualTo("CN=n+OU=u");
    }

    @Test
    void findsAllCommonNamesInTheOrderOfTheCertificate() {
        X500Principal name = name(part("550403", 0x0C, "first"), part("55040a", 0x0C, "o"), part("550403", 0x0C, "ö"));
        assertThat(DistinguishedName.commonNames(name)).containsExactly("first", "ö");
    }

    private static X500Principal name(byte[]... parts) {
        return new X500Principal(Der.write(Der.SEQUENCE, parts));
    }

    private static byte[] common(String value) {
        return part("550403", 0x0C, value);
    }

    private static byte[] part(String type, int tag, String value) {
        return Der.write(Der.SET, attribute(type, tag, value));
    }

    private static byte[] attribute(String type, int tag, String value) {
        return Der.write(
                Der.SEQUENCE,
                Der.write(Der.OBJECT_IDENTIFIER, HexFormat.of().parseHex(type)),
                Der.write(tag, value.getBytes(StandardCharsets.UTF_8)));
    }
}
