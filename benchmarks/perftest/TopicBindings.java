import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import java.util.Map;

/**
 * Declares what PerfTest's topic scenario runs on, since PerfTest itself binds a queue by one key only: an exchange, a
 * queue, and 100 wildcard bindings of which the key "orders.k42.created" matches one. Run as a source file with PerfTest's
 * class path: {@code TopicBindings.java URI NAME}. Both vanish with the queue's last consumer.
 */
final class TopicBindings {

    private static final int BINDINGS = 100;

    private TopicBindings() {}

    public static void main(String[] args) throws Exception {
        ConnectionFactory factory = new ConnectionFactory();
        factory.setUri(args[0]);
        String name = args[1];
        try (Connection connection = factory.newConnection()) {
            Channel channel = connection.createChannel();
            channel.exchangeDeclare(name, "topic", false, true, Map.of());
            channel.queueDeclare(name, false, false, true, Map.of());
            for (int n = 0; n < BINDINGS; n++) {
                channel.queueBind(name, name, n % 2 == 0 ? "*.k" + n + ".#" : "#.k" + n + ".*");
            }
        }
    }
}
