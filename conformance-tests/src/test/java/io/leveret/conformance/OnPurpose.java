package io.leveret.conformance;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Marks a test of something that Leveret does otherwise than RabbitMQ on purpose; skipped, with the reason, against any
 * other broker. {@code docs/compatibility.md} lists them.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
@ExtendWith(BrokerCondition.class)
@interface OnPurpose {

    /** What RabbitMQ does instead. */
    String rabbit();
}
