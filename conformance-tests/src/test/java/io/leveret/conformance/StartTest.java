package io.leveret.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.LongString;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What connection.start tells the client. */
class StartTest {

    @RegisterExtension
    final AmqpClient amqp = new AmqpClient();

    @Test
    @Spec(section = "1.2", row = "mechanisms")
    void offersPlainBeforeAmqplain() {
        assertThat(amqp.rawSocket().start().getMechanisms().toString().split(" "))
                .containsSubsequence("PLAIN", "AMQPLAIN");
    }

    @Test
    @Spec(section = "1.2", row = "mechanisms: EXTERNAL only over TLS")
    void doesNotOfferExternalWithoutTls() {
        assertThat(amqp.rawSocket().start().getMechanisms().toString().split(" "))
                .doesNotContain("EXTERNAL");
    }

    @Test
    @Spec(section = "1.2", row = "locales")
    void offersLocaleEnUs() {
        assertThat(amqp.rawSocket().start().getLocales()).hasToString("en_US");
    }

    @ParameterizedTest
    @ValueSource(strings = {"product", "version", "cluster_name", "platform", "copyright", "information"})
    @Spec(section = "1.2", row = "server-properties")
    void introducesItselfWithLongStrings(String property) {
        assertThat(serverProperties().get(property)).isInstanceOf(LongString.class);
    }

    @Test
    @Spec(section = "1.2", row = "clients that look at product/version")
    void namesTheProductThatClientsLookFor() {
        assertThat(serverProperties().get("product")).hasToString("RabbitMQ");
    }

    @Test
    @Spec(section = "1.2", row = "clients that look at product/version")
    void reportsNumericVersion() {
        assertThat(serverProperties().get("version").toString()).matches("\\d+\\.\\d+\\.\\d+.*");
    }

    @Test
    @Spec(section = "1.2", row = "capabilities")
    @SuppressWarnings("unchecked")
    void listsTheCapabilitiesOfRabbitMq() {
        assertThat((Map<String, Object>) serverProperties().get("capabilities"))
                .containsOnly(
                        Map.entry("publisher_confirms", true),
                        Map.entry("exchange_exchange_bindings", true),
                        Map.entry("basic.nack", true),
                        Map.entry("consumer_cancel_notify", true),
                        Map.entry("connection.blocked", true),
                        Map.entry("consumer_priorities", true),
                        Map.entry("authentication_failure_close", true),
                        Map.entry("per_consumer_qos", true),
                        Map.entry("direct_reply_to", true));
    }

    private Map<String, Object> serverProperties() {
        AMQP.Connection.Start start = amqp.rawSocket().start();
        return start.getServerProperties();
    }
}
