package io.leveret.conformance;

import java.util.Arrays;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.platform.commons.support.AnnotationSupport;

/** Compares {@link SinceRabbit} with the version that the broker under test reports. */
final class SinceRabbitCondition implements ExecutionCondition {

    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
        return AnnotationSupport.findAnnotation(context.getElement(), SinceRabbit.class)
                .map(SinceRabbitCondition::evaluate)
                .orElseGet(() -> ConditionEvaluationResult.enabled("not bound to a version"));
    }

    private static ConditionEvaluationResult evaluate(SinceRabbit since) {
        String reported = BrokerUnderTest.version();
        if (Arrays.compare(majorMinor(reported), majorMinor(since.value())) >= 0) {
            return ConditionEvaluationResult.enabled("broker reports " + reported);
        }
        return ConditionEvaluationResult.disabled(
                "since RabbitMQ " + since.value() + ", the broker under test is " + reported + ": " + since.before());
    }

    private static int[] majorMinor(String version) {
        return Arrays.stream(version.split("[^0-9]+"))
                .limit(2)
                .mapToInt(Integer::parseInt)
                .toArray();
    }
}
