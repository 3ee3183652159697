package io.leveret.conformance;

import java.util.Optional;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.platform.commons.support.AnnotationSupport;

/** Holds {@link SinceRabbit} and {@link OnPurpose} against what the broker under test says of itself. */
final class BrokerCondition implements ExecutionCondition {

    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
        Optional<ConditionEvaluationResult> onPurpose = AnnotationSupport.findAnnotation(
                        context.getElement(), OnPurpose.class)
                .map(BrokerCondition::evaluate);
        return onPurpose
                .or(() -> AnnotationSupport.findAnnotation(context.getElement(), SinceRabbit.class)
                        .map(BrokerCondition::evaluate))
                .orElseGet(() -> ConditionEvaluationResult.enabled("for every broker"));
    }

    private static ConditionEvaluationResult evaluate(OnPurpose onPurpose) {
        return BrokerUnderTest.isLeveret()
                ? ConditionEvaluationResult.enabled("the broker under test is Leveret")
                : ConditionEvaluationResult.disabled("Leveret differs on purpose; RabbitMQ " + onPurpose.rabbit());
    }

    private static ConditionEvaluationResult evaluate(SinceRabbit since) {
        String reported = BrokerUnderTest.version();
        if (BrokerUnderTest.isSince(since.value())) {
            return ConditionEvaluationResult.enabled("broker reports " + reported);
        }
        return ConditionEvaluationResult.disabled(
                "since RabbitMQ " + since.value() + ", the broker under test is " + reported + ": " + since.before());
    }
}
