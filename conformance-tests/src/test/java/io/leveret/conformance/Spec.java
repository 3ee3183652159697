package io.leveret.conformance;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** Names the behaviour that a test shows. Every test method of this module carries it. */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
@interface Spec {

    /** Section of our behaviour catalogue ("1.4"), which {@code docs/compatibility.md} is ordered by. */
    String section();

    /** The catalogue's row, or in short words the one that is meant. */
    String row();
}
