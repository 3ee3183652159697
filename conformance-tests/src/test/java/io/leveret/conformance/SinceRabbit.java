package io.leveret.conformance;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Skips a test, with the reason, when the broker under test reports an older RabbitMQ version in its server-properties:
 * what it shows came with that version. Such tests were not seen to pass against an older RabbitMQ.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
@ExtendWith(BrokerCondition.class)
@interface SinceRabbit {

    /** First version with the behaviour, as "major.minor". */
    String value();

    /** What older versions do instead. */
    String before();
}
