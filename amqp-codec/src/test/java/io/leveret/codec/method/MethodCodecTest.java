package io.leveret.codec.method;

import static org.assertj.core.api.Assertions.assertThat;

import io.leveret.codec.GoldenFile;
import io.leveret.codec.value.ShortString;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.util.Arrays;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class MethodCodecTest {
    private static final Map<String, String> GOLDEN = GoldenFile.read(MethodCodecTest.class, "methods.golden");
    private static final Set<String> WITH_CONTENT =
            Set.of("basic.publish", "basic.return", "basic.deliver", "basic.get-ok");

    static List<Method> methods() {
        return MethodSamples.all();
    }

    @Test
    void knowsASampleOfEveryMethod() {
        Set<Class<?>> sampled = methods().stream().map(Object::getClass).collect(Collectors.toSet());
        Set<Class<?>> permitted = Arrays.stream(Method.class.getPermittedSubclasses())
                .flatMap(amqpClass -> Stream.of(amqpClass.getPermittedSubclasses()))
                .collect(Collectors.toSet());
        assertThat(sampled).isEqualTo(permitted).hasSize(66);
        assertThat(methods()).extracting(Method::name).containsExactlyElementsOf(GOLDEN.keySet());
    }

    @ParameterizedTest
    @MethodSource("methods")
    void encodesAsRabbitMqDoes(Method method) {
        assertThat(HexFormat.of().formatHex(encoded(method))).isEqualTo(GOLDEN.get(method.name()));
    }

    @ParameterizedTest
    @MethodSource("methods")
    void readsWhatItWrote(Method method) {
        byte[] data = encoded(method);
        ByteBuf padded = Unpooled.buffer().writeZero(3).writeBytes(data).writeZero(3);
        Method read = MethodCodec.decode(padded, 3, data.length);
        assertThat(read).isEqualTo(method);
        assertThat(encoded(read)).isEqualTo(data);
        assertThat(padded.readerIndex()).isZero();
    }

    @ParameterizedTest
    @MethodSource("methods")
    void saysWhetherContentFollows(Method method) {
        assertThat(method.hasContent()).isEqualTo(WITH_CONTENT.contains(method.name()));
    }

    @Test
    void givesEachMethodIdsOfItsOwn() {
        Set<Integer> ids = new HashSet<>();
        for (Method method : methods()) {
            assertThat(ids.add(method.classId() << 16 | method.methodId()))
                    .as(method.name())
                    .isTrue();
        }
    }

    /** Clients of other versions put things into reserved arguments; they are read over. */
    @Test
    void readsOverReservedArguments() {
        assertThat(decoded("0014 000a 03 616263")).isEqualTo(new ChannelMethod.Open());
        assertThat(decoded("0014 000b 00000001 61")).isEqualTo(new ChannelMethod.OpenOk());
        assertThat(decoded("000a 0029 01 61")).isEqualTo(new ConnectionMethod.OpenOk());
        assertThat(decoded("003c 0048 01 61")).isEqualTo(new BasicMethod.GetEmpty());
        assertThat(decoded("0032 001e ffff 00 ff")).isEqualTo(new QueueMethod.Purge(ShortString.EMPTY, true));
    }

    static byte[] encoded(Method method) {
        ByteBuf out = Unpooled.buffer();
        MethodCodec.encode(method, out);
        return ByteBufUtil.getBytes(out);
    }

    private static Method decoded(String hex) {
        byte[] data = HexFormat.of().parseHex(hex.replace(" ", ""));
        return MethodCodec.decode(Unpooled.wrappedBuffer(data), 0, data.length);
    }
}
