package io.leveret.conformance.raw;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Method;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** A method with its content, as deliver, get-ok and return bring it. */
public final class Delivery {

    private final Method method;
    private final AMQP.BasicProperties properties;
    private final byte[] propertyBytes;
    private final byte[] body;
    private final List<Integer> frameSizes;

    Delivery(
            Method method,
            AMQP.BasicProperties properties,
            byte[] propertyBytes,
            byte[] body,
            List<Integer> frameSizes) {
        this.method = method;
        this.properties = properties;
        this.propertyBytes = propertyBytes;
        this.body = body;
        this.frameSizes = frameSizes;
    }

    public Method method() {
        return method;
    }

    public AMQP.BasicProperties properties() {
        return properties;
    }

    /** The properties as they stood on the wire: property flags and property list. */
    public byte[] propertyBytes() {
        return propertyBytes;
    }

    public byte[] body() {
        return body;
    }

    /** Payload size of each body frame. */
    public List<Integer> frameSizes() {
        return frameSizes;
    }

    public String text() {
        return new String(body, StandardCharsets.UTF_8);
    }

    public long deliveryTag() {
        return method instanceof AMQP.Basic.GetOk get
                ? get.getDeliveryTag()
                : deliver().getDeliveryTag();
    }

    public boolean redelivered() {
        return method instanceof AMQP.Basic.GetOk get
                ? get.getRedelivered()
                : deliver().getRedelivered();
    }

    public AMQP.Basic.Deliver deliver() {
        return (AMQP.Basic.Deliver) method;
    }

    public AMQP.Basic.Return returned() {
        return (AMQP.Basic.Return) method;
    }
}
