package io.leveret.conformance.raw;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Method;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** A method with its content, as deliver, get-ok and return bring it. */
public final class Delivery {

    private final Method method;
    private final RawFrame header;
    private final byte[] body;
    private final List<Integer> frameSizes;

    Delivery(Method method, RawFrame header, byte[] body, List<Integer> frameSizes) {
        this.method = method;
        this.header = header;
        this.body = body;
        this.frameSizes = frameSizes;
    }

    public AMQP.Basic.Deliver deliver() {
        return (AMQP.Basic.Deliver) method;
    }

    public AMQP.Basic.Return returned() {
        return (AMQP.Basic.Return) method;
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

    public AMQP.BasicProperties properties() {
        return header.properties();
    }

    /** The properties as they stood on the wire: property flags and property list. */
    public byte[] propertyBytes() {
        return header.propertyBytes();
    }

    public byte[] body() {
        return body;
    }

    public String text() {
        return new String(body, StandardCharsets.UTF_8);
    }

    /** Payload size of each body frame. */
    public List<Integer> frameSizes() {
        return frameSizes;
    }
}
